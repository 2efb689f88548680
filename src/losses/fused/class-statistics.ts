import type { ClassCounts } from '../../checks';
import { classTemperatures, classWeights } from '../../class-counts';

/** What a loss takes from the class counts, one number a class. */
export interface ClassStatistics {
  counts: Float64Array;
  /** Eq. 7. */
  weights: Float32Array;
  /** `1 / T` of Eq. 8. */
  inverseTemperatures: Float32Array;
}

let last: (ClassStatistics & { m: number; gamma: number }) | undefined;

/** The statistics of the last call where the arguments are the same: a training computes them once. */
export function classStatistics(samplesPerClass: ClassCounts, m: number, gamma: number): ClassStatistics {
  const same =
    last?.m === m &&
    last.gamma === gamma &&
    last.counts.length === samplesPerClass.length &&
    last.counts.every((count, i) => count === samplesPerClass[i]);
  if (!same) {
    const counts = Float64Array.from(samplesPerClass);
    const weights = classWeights(counts, m);
    last = { m, gamma, counts, weights, inverseTemperatures: classTemperatures(counts, -gamma) };
  }
  return last!;
}
