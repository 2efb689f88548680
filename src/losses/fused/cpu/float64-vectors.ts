import type { Vectors } from '../vectors';

/** Vectors as arrays of numbers in double precision, computed in JavaScript. */
export const float64Vectors: Vectors<Float64Array> = {
  make: (count, length) => Array.from({ length: count }, () => new Float64Array(length)),
  values: (vector) => vector,
  exp(weight, from, x, e) {
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
  },
  weigh(e, x, y, shift) {
    let sum = 0;
    for (let i = 0; i < e.length; i++) {
      if (e[i] !== 0) sum += e[i]! * (x[i]! - y[i]! - shift);
    }
    return sum;
  },
  combine(out, kept, weight, factorOfA, a, factorOfB, b) {
    for (let i = 0; i < out.length; i++) {
      out[i] = (kept && out[i]!) + weight[i]! * (factorOfA * a[i]! - factorOfB * b[i]!);
    }
  },
};
