import { type ClassTallies, f1Of } from './class-tallies';

/** Means over classes, each from 0 to 1. */
export interface ClassMeans<Figure = number> {
  /** The share of all samples that are predicted right. */
  accuracy: Figure;
  /** The mean of the recalls of the classes that have test samples. */
  balancedAccuracy: Figure;
  /** The mean F1 of the classes that have test samples or are predicted. */
  macroF1: Figure;
  /** The geometric mean of the recalls of the classes that have test samples; 0 where one of them is 0. */
  geometricMean: Figure;
  /** The harmonic mean of the recalls of the classes that have test samples; 0 where one of them is 0. */
  harmonicMean: Figure;
}

/**
 * The means over classes of what was predicted.
 *
 * @param tested the classes over whose recalls the means are
 * @param occurring the classes over whose F1 the mean is
 * @param recalls the recall of each class
 */
export function classMeans(
  tallies: ClassTallies,
  tested: readonly number[],
  occurring: readonly number[],
  recalls: Float64Array,
): ClassMeans {
  let samples = 0;
  let right = 0;
  let sum = 0;
  let sumOfInverses = 0;
  for (const k of tested) {
    samples += tallies.support[k]!;
    right += tallies.hits[k]!;
    sum += recalls[k]!;
    sumOfInverses += 1 / recalls[k]!;
  }
  let sumOfF1 = 0;
  for (const k of occurring) sumOfF1 += f1Of(tallies, k);
  return {
    accuracy: right / samples,
    balancedAccuracy: sum / tested.length,
    macroF1: sumOfF1 / occurring.length,
    geometricMean: geometricMean(recalls, tested),
    harmonicMean: tested.length / sumOfInverses,
  };
}

/**
 * The product of thousands of fractions is too small for a number: it is kept in range by powers of two, which round nothing, so
 * that one logarithm is enough.
 */
function geometricMean(values: Float64Array, places: readonly number[]): number {
  let product = 1;
  let shifts = 0;
  for (const k of places) {
    product *= values[k]!;
    if (product === 0) return 0;
    if (product < 2 ** -500) {
      product *= 2 ** 500;
      shifts++;
    }
  }
  // A product of ones is exactly 1.
  return Math.exp((Math.log(product) - 500 * shifts * Math.LN2) / places.length);
}
