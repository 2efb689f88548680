/** Arithmetic on vectors of one number a class, in a representation of its own. */
export interface Vectors<Vector> {
  /** Makes vectors of zeros; those of an earlier call are not used any more. */
  make(count: number, length: number): Vector[];
  /** The numbers of a vector, to read and to set. */
  values(vector: Vector): Float32Array | Float64Array;
  /** `x = weight · from − max(weight · from)`, then `e = exp(x)`. Returns `Σ e`. */
  exp(weight: Vector, from: Vector, x: Vector, e: Vector): number;
  /** `Σ e · (x − y − shift)`. */
  weigh(e: Vector, x: Vector, y: Vector, shift: number): number;
  /** `out = weight · (factorOfA · a − factorOfB · b)`, and what `out` held more where `kept` is 1 and not 0. */
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
