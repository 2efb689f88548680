import { type ClassCounts, reject } from '../checks';
import { classWeightsOf, inverseTemperaturesOf, largestOf } from '../class-counts';

/** What a loss needs of the class counts, one number a class each. */
export interface ClassStatistics {
  /** The logarithms of the relative counts, which balanced softmax adds to the logits (Eq. 4). */
  logCounts: Float32Array;
  /** The counts divided by the largest: with them the loss is the same, and they are small numbers for every data set. */
  relativeCounts: number[];
  /** Class weights, Eq. 7. */
  weights: Float32Array;
  /** One over the temperatures, `1 / T` of Eq. 8. */
  inverseTemperatures: Float32Array;
}

let last: { counts: number[]; m: number; gamma: number; statistics: ClassStatistics } | undefined;

/**
 * Computes them, or returns those of the last call where the arguments are the same: training computes them once.
 *
 * @throws RangeError where `m` or `gamma` gives weights or temperatures that float32 cannot hold, or a count divided by the largest is
 * none that it holds
 */
export function classStatistics(samplesPerClass: ClassCounts, m: number, gamma: number): ClassStatistics {
  if (last && last.m === m && last.gamma === gamma && areEqual(last.counts, samplesPerClass))
    return last.statistics;
  const counts = Array.from(samplesPerClass);
  const largest = largestOf(counts);
  assertRatios(counts, largest);
  const statistics = {
    logCounts: Float32Array.from(counts, (count) => Math.log(count / largest)),
    relativeCounts: counts.map((count) => count / largest),
    weights: classWeightsOf(counts, m, 'options.m'),
    inverseTemperatures: inverseTemperaturesOf(counts, gamma, 'options.gamma'),
  };
  last = { counts, m, gamma, statistics };
  return statistics;
}

/** The smallest number that float32 holds with all its digits. */
const SMALLEST_FLOAT = 2 ** -126;

function assertRatios(counts: number[], largest: number): void {
  const k = counts.findIndex((count) => count / largest < SMALLEST_FLOAT);
  if (k < 0) return;
  reject(
    `samplesPerClass[${k}]`,
    `be at least 2^-126 (1.2e-38) of the largest count, ${largest}, as float32 holds no smaller ratio: raise it or leave the class out`,
    `${counts[k]}`,
  );
}

function areEqual(counts: number[], others: ClassCounts): boolean {
  return counts.length === others.length && counts.every((count, i) => count === others[i]);
}
