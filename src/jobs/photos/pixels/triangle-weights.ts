const PRECISION_BITS = 22;

/** How each of some output pixels is a weighted sum of neighbouring input pixels, along one axis. */
export interface Weights {
  /** `[outputs]`, the input pixel that the first weight belongs to. */
  firsts: Int32Array;
  /** `[outputs, taps]`, fixed-point numbers in units of 2⁻²²; zero past the last weight of an output. */
  weights: Int32Array;
  /** Weights an output, an even number. */
  taps: number;
}

/**
 * Pillow's `BILINEAR` with antialiasing, along one axis: a triangle around the output pixel's centre, as wide as two
 * output pixels when shrinking and two input pixels when enlarging.
 *
 * @param input pixels of the whole input
 * @param output pixels of the whole output
 * @param start first output pixel that is wanted
 * @param count how many are wanted
 * @see Pillow `src/libImaging/Resample.c`, `precompute_coeffs` and `normalize_coeffs_8bpc`
 *
 * @example
 * ```ts
 * triangleWeights(4, 2, 0, 2); // firsts 0 and 1, weights 3/7 3/7 1/7 0 and 1/7 3/7 3/7 0
 * ```
 */
export function triangleWeights(input: number, output: number, start: number, count: number): Weights {
  const scale = input / output;
  const support = Math.max(scale, 1);
  const taps = evenAtLeast(Math.min(Math.ceil(2 * support), input));
  const firsts = new Int32Array(count);
  const weights = new Int32Array(count * taps);
  const exact = new Float64Array(taps);
  for (let i = 0; i < count; i++) {
    const centre = (start + i + 0.5) * scale;
    const first = Math.max(Math.trunc(centre - support + 0.5), 0);
    // Rounding may make one more of it, whose weight is zero but for rounding.
    const end = Math.min(Math.trunc(centre + support + 0.5), input, first + taps);
    let sum = 0;
    for (let x = first; x < end; x++) {
      const weight = Math.max(1 - Math.abs((x - centre + 0.5) / support), 0);
      exact[x - first] = weight;
      sum += weight;
    }
    firsts[i] = first;
    for (let tap = 0; tap < end - first; tap++) {
      weights[i * taps + tap] = Math.trunc((exact[tap]! / sum) * 2 ** PRECISION_BITS + 0.5);
    }
  }
  return { firsts, weights, taps };
}

function evenAtLeast(count: number): number {
  return count + (count % 2);
}
