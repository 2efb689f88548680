/** Arithmetic on vectors of one number a class, in double precision. */

/** Where `from` is −∞, x is −∞ and e exactly 0: `x = weight · from − max(weight · from)`, then `e = exp(x)`. Returns `Σ e`. */
export function exponentials(
  weight: Float64Array,
  from: Float64Array,
  x: Float64Array,
  e: Float64Array,
): number {
  // Not −∞, which would be NaN less itself, where all logits are.
  let largest = -Number.MAX_VALUE;
  for (let i = 0; i < x.length; i++) {
    const weighed = weight[i]! * from[i]!;
    largest = Math.max(largest, weighed);
    x[i] = weighed;
  }
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const shifted = x[i]! - largest;
    const exponential = Math.exp(shifted);
    x[i] = shifted;
    e[i] = exponential;
    sum += exponential;
  }
  return sum;
}

/** `Σ e · (x − y − shift)` over what has an `e` other than 0: the difference may be infinite or NaN elsewhere. */
export function weigh(e: Float64Array, x: Float64Array, y: Float64Array, shift: number): number {
  let sum = 0;
  for (let i = 0; i < e.length; i++) {
    if (e[i] !== 0) sum += e[i]! * (x[i]! - y[i]! - shift);
  }
  return sum;
}

/** `out = kept · out + weight · (factorOfA · a − factorOfB · b)`; with `kept` 0, a NaN that `out` held is dropped too. */
export function combine(
  out: Float64Array,
  kept: 0 | 1,
  weight: Float64Array,
  factorOfA: number,
  a: Float64Array,
  factorOfB: number,
  b: Float64Array,
): void {
  for (let i = 0; i < out.length; i++) {
    out[i] = (kept && out[i]!) + weight[i]! * (factorOfA * a[i]! - factorOfB * b[i]!);
  }
}
