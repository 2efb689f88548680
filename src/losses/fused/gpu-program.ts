/**
 * A program that computes a matrix from matrices.
 *
 * Its body is GLSL: it finds its place in the matrix in `row` and `column`, reads an input by `get<Name>(row, column)`, and
 * leaves what it computes in a variable `value`, which it declares. It is also WGSL but for declarations, which have to be of
 * an int, a float or a vec4f and have a value, and for NAN.
 */
export interface GpuProgram {
  shape: [rows: number, columns: number];
  /** The edge of what an invocation computes: one element, or a block of two by two, row by row, as a vec4f. */
  edge: 1 | 2;
  body: string;
  /** Names of the inputs that the body reads, capitalised: WebGPU refuses others. */
  inputs: string[];
}

/** A program; a block's elements beyond the matrix have to be zero. */
export function program(shape: [rows: number, columns: number], edge: 1 | 2, body: string): GpuProgram {
  return { shape, edge, body, inputs: [...new Set(body.match(/get\w+/g)!.map((call) => call.slice(3)))] };
}
