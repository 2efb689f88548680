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
}

/** A program. Where the matrix has an odd number of rows or columns, its body has to leave zeros beyond them in `value`. */
export function program(shape: [rows: number, columns: number], body: string): GpuProgram {
  return { shape, body, inputs: [...new Set(body.match(/[A-Z]\w+(?=\()/g))] };
}
