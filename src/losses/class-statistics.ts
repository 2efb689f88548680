import { type ClassCounts, reject, SMALLEST_FLOAT } from '../checks';
import { classWeightsOf, inverseTemperaturesOf, largestOf } from '../class-counts';

/** What a loss needs of the class counts, one number a class each. */
export interface ClassStatistics {
  /** τ times the logarithms of the counts divided by the largest, which balanced softmax adds to the logits (Eq. 4 has τ = 1). */
  logCounts: Float32Array;
  /** Their exponentials. Divided by the largest, the counts give the same loss, and are small numbers for every data set. */
  relativeCounts: number[];
  /** Class weights, Eq. 7. */
  weights: Float32Array;
  /** One over the temperatures, `1 / T` of Eq. 8. */
  inverseTemperatures: Float32Array;
}

let last:
  | { counts: number[]; m: number; gamma: number; tau: number; statistics: ClassStatistics }
  | undefined;

/**
 * Computes them, or returns those of the last call where the arguments are the same: training computes them once.
 *
 * @param tau factor of the logarithms of the counts; 0 leaves the logits as they are
 * @throws RangeError where `m` or `gamma` gives weights or temperatures that float32 cannot hold, or a count divided by the largest, or its
 * power `tau`, is none that it holds
 */
export function classStatistics(
  samplesPerClass: ClassCounts,
  m: number,
  gamma: number,
  tau = 1,
): ClassStatistics {
  const isLast = last && last.m === m && last.gamma === gamma && last.tau === tau;
  if (isLast && areEqual(last!.counts, samplesPerClass)) return last!.statistics;
  const counts = Array.from(samplesPerClass);
  const largest = largestOf(counts);
  const relativeCounts = counts.map((count) => (count / largest) ** tau);
  assertRatios(counts, largest, relativeCounts, tau);
  const statistics = {
    logCounts: Float32Array.from(counts, (count) => tau * Math.log(count / largest)),
    relativeCounts,
    weights: classWeightsOf(counts, m, 'options.m'),
    inverseTemperatures: inverseTemperaturesOf(counts, gamma, 'options.gamma'),
  };
  last = { counts, m, gamma, tau, statistics };
  return statistics;
}

function assertRatios(counts: number[], largest: number, powers: number[], tau: number): void {
  const k = powers.findIndex((power) => power < SMALLEST_FLOAT);
  if (k < 0) return;
  if (counts[k]! / largest >= SMALLEST_FLOAT) {
    reject('options.tau', 'give powers of the relative counts that float32 can hold', `${tau}`);
  }
  reject(
    `samplesPerClass[${k}]`,
    `be at least 2^-126 (1.2e-38) of the largest count, ${largest}, as float32 holds no smaller ratio: raise it or leave the class out`,
    `${counts[k]}`,
  );
}

function areEqual(counts: number[], others: ClassCounts): boolean {
  return counts.length === others.length && counts.every((count, i) => count === others[i]);
}
