import type * as tf from '@tensorflow/tfjs-core';

/** Numbers in any shape a test has at hand; nested arrays are read in row-major order. */
export type Numbers = number | ArrayLike<number> | readonly Numbers[] | tf.Tensor;

/** An element passes when |actual − expected| ≤ atol + rtol·|expected|, as in numpy. */
export interface Closeness {
  /** Relative tolerance, 1e-5 by default. */
  rtol?: number;
  /** Absolute tolerance, 0 by default. */
  atol?: number;
}

/** Fails, naming the worst element, unless every element of `actual` is close to that of `expected`. */
export function expectClose(
  actual: Numbers,
  expected: Numbers,
  { rtol = 1e-5, atol = 0 }: Closeness = {},
): void {
  const got = flatten(actual);
  const want = flatten(expected);
  if (got.length !== want.length) {
    throw new Error(`expected ${want.length} numbers, got ${got.length}`);
  }
  let failures = 0;
  let worst = -1;
  let worstExcess = 0;
  for (let i = 0; i < want.length; i++) {
    const excess = excessOf(got[i]!, want[i]!, rtol, atol);
    if (excess > 1) {
      failures++;
      if (excess > worstExcess) {
        worstExcess = excess;
        worst = i;
      }
    }
  }
  if (failures > 0) {
    throw new Error(
      `${failures} of ${want.length} numbers differ by more than atol ${atol} + rtol ${rtol}·|expected|; ` +
        `worst at flat index ${worst}: got ${got[worst]}, expected ${want[worst]} ` +
        `(difference ${Math.abs(got[worst]! - want[worst]!)})`,
    );
  }
}

/** The numbers of a value, an array, a nested array or a tensor as one flat array. */
export function flatten(values: Numbers): number[] {
  if (typeof values === 'number') return [values];
  if ('dataSync' in values) return Array.from(values.dataSync());
  if (ArrayBuffer.isView(values)) return Array.from(values as ArrayLike<number>);
  return Array.from(values as ArrayLike<Numbers>).flatMap(flatten);
}

/** How many times its tolerance an element's difference is; infinite for a NaN or an unequal infinity. */
function excessOf(actual: number, expected: number, rtol: number, atol: number): number {
  if (Object.is(actual, expected) || actual === expected) return 0;
  const difference = Math.abs(actual - expected);
  const tolerance = atol + rtol * Math.abs(expected);
  return Number.isFinite(difference) && Number.isFinite(expected) ? difference / tolerance : Infinity;
}
