import type { ClassCounts } from '../../checks';
import { classTemperatures, classWeights } from '../../class-counts';

/** What a loss takes from the class counts, one number a class. */
export interface ClassStatistics {
  counts: number[];
  /** Eq. 7. */
  weights: Float32Array;
  /** `1 / T` of Eq. 8. */
  inverseTemperatures: Float32Array;
}

let last: (ClassStatistics & { key: number[] }) | undefined;

/** The statistics of the last call where the arguments are the same: a training computes them once. */
export function classStatistics(samplesPerClass: ClassCounts, m: number, gamma: number): ClassStatistics {
  const key = [samplesPerClass.length, m, gamma, ...Array.from(samplesPerClass)];
  if (key.some((value, i) => value !== last?.key[i])) {
    const counts = key.slice(3);
    const weights = classWeights(counts, m);
    last = { key, counts, weights, inverseTemperatures: classTemperatures(counts, -gamma) };
  }
  return last!;
}
