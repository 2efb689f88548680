/**
 * A program that computes a matrix from matrices, two rows by two columns at a time.
 *
 * Its body is GLSL: it finds the first row and column of its block in `row` and `column`, which are even, and leaves the
 * block, row by row, in a vec4f `value`, which it declares. It reads its inputs either all by `get<Name>(row, column)`, number
 * by number, or all by `block<Name>(row, column)`, in blocks that start at an even row and column of an input with even
 * numbers of them. It is also WGSL but for declarations, which have to be of an int, a float or a vec4f and have a value.
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
