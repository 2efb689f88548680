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

/** The statistics of class counts for the exponents of the weights and the temperatures. */
export function classStatistics(samplesPerClass: ClassCounts, m: number, gamma: number): ClassStatistics {
  return {
    counts: Array.from(samplesPerClass),
    weights: classWeights(samplesPerClass, m),
    inverseTemperatures: classTemperatures(samplesPerClass, -gamma),
  };
}
