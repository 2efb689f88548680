/**
 * A program for a GPU that computes a matrix from other matrices. Each run of its body computes a block of two rows by two
 * columns, since WebGL stores four numbers a pixel.
 *
 * The body is written in GLSL, WebGL's language, in such a way that it becomes WGSL, WebGPU's, by replacing its declarations:
 * those have to be of an int, a float or a vec4f, and have a value. In the body
 *
 * - `row` and `column` are the first row and column of the block; both are even;
 * - `vec4f value` has to be declared, and at the end holds the block, row by row;
 * - inputs are read either all number by number, `get<Name>(row, column)`, or all in blocks, `block<Name>(row, column)`.
 *   A block begins at an even row and column, of an input with even numbers of rows and columns.
 */
export interface GpuProgram {
  shape: [rows: number, columns: number];
  body: string;
  /** Names of the inputs that the body reads, capitalised: WebGPU refuses others. */
  inputs: string[];
  /** There where the body computes a part of each block, and not all of it. */
  reduction?: Reduction;
}

/** How the parts of a block become the block. A GPU computes them side by side, where it would have one thread for all. */
export interface Reduction {
  /** How many parts a block has. In the body, `reader` is the number of the part, from 0 on. */
  readers: number;
  /** Statements that add the part `other` to the part `value`. */
  merge: string;
  /** Statements that make the block of `value` when all parts are in it. */
  finish: string;
}

/** A program. Where the matrix has an odd number of rows or columns, its body has to leave zeros beyond them in `value`. */
export function program(
  shape: [rows: number, columns: number],
  body: string,
  reduction?: Reduction,
): GpuProgram {
  return {
    shape,
    body,
    inputs: [...new Set(body.match(/[A-Z]\w+(?=\()/g))],
    ...(reduction && { reduction }),
  };
}

/** The number of a reader that finds nothing to read. */
const BEHIND_ALL = 2 ** 28;

/**
 * The programs that compute what a program computes, each from what the one before has computed, where only `together` parts
 * of a block can be merged by the threads that compute them: the program itself, or one whose matrix has what such threads merge,
 * side by side, and one that merges these.
 */
export function stagesOf(whole: GpuProgram, together: number): GpuProgram[] {
  const { shape, body, reduction } = whole;
  if (!reduction || reduction.readers <= together) return [whole];
  const [rows, columns] = shape;
  const { merge, finish } = reduction;
  const groups = Math.ceil(reduction.readers / together);
  const readers = Math.ceil(reduction.readers / groups);
  const tooMany = groups * readers > reduction.readers;
  const partial = `
int group = column / ${columns};
column -= group * ${columns};
reader += group * ${readers};
${tooMany ? `if (reader >= ${reduction.readers}) { reader = ${BEHIND_ALL}; }` : ''}${body}`;
  const merging = `
vec4f value = blockParts(row, column);
for (int i = 1; i < ${groups}; i++) {
  vec4f other = blockParts(row, column + i * ${columns});
  ${merge}
}
${finish}`;
  return [
    program([rows, columns * groups], partial, { readers, merge, finish: '' }),
    program(shape, merging),
  ];
}
