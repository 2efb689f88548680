/**
 * A program that computes a matrix from matrices, two rows by two columns at a time.
 *
 * Its body is GLSL: it finds the first row and column of its block in `row` and `column`, which are even, and leaves the
 * block, row by row, in a vec4f `value`, which it declares. It reads numbers of its inputs by `get<Name>(row, column)`, or
 * blocks by `block<Name>(row, column)`, not both: rows and columns of blocks are even, and in number, too. It is also WGSL but
 * for declarations, which have to be of an int, a float or a vec4f and have a value.
 */
export interface GpuProgram {
  shape: [rows: number, columns: number];
  body: string;
  /** Names of the inputs that the body reads, capitalised: WebGPU refuses others. */
  inputs: string[];
}

/** A program; elements beyond the matrix have to be zero. */
export function program(shape: [rows: number, columns: number], body: string): GpuProgram {
  return { shape, body, inputs: [...new Set(body.match(/[A-Z]\w+(?=\()/g))] };
}
