/**
 * Arithmetic on vectors of one number a class. What a vector is depends on the implementation: an array, or an address in
 * WebAssembly memory.
 */
export interface Vectors<Vector> {
  /** Makes `count` vectors of zeros. It may reuse the memory of those of an earlier call, which must not be used any more. */
  make(count: number, length: number): Vector[];
  /** The numbers of a vector, to read and to set. */
  values(vector: Vector): Float32Array | Float64Array;
  /** `x = weight · from − max(weight · from)`, then `e = exp(x)`. Returns `Σ e`. Where `from` is −∞, x is −∞ and e is exactly 0. */
  exp(weight: Vector, from: Vector, x: Vector, e: Vector): number;
  /** `Σ e · (x − y − shift)` over what has an `e` other than 0: the difference may be infinite or NaN elsewhere. */
  weigh(e: Vector, x: Vector, y: Vector, shift: number): number;
  /** `out = kept · out + weight · (factorOfA · a − factorOfB · b)`; with `kept` 0, a NaN that `out` held is dropped too. */
  combine(
    out: Vector,
    kept: 0 | 1,
    weight: Vector,
    factorOfA: number,
    a: Vector,
    factorOfB: number,
    b: Vector,
  ): void;
}
