import type { ClassCounts } from '../../checks';
import { classTemperatures, classWeights } from '../../class-counts';

/** What a loss needs of the class counts, one number a class each. */
export interface ClassStatistics {
  counts: number[];
  /** Class weights, Eq. 7. */
  weights: Float32Array;
  /** One over the temperatures, `1 / T` of Eq. 8. */
  inverseTemperatures: Float32Array;
}

let last: (ClassStatistics & { key: number[] }) | undefined;

/** Computes them, or returns those of the last call where the arguments are the same: training computes them once. */
export function classStatistics(samplesPerClass: ClassCounts, m: number, gamma: number): ClassStatistics {
  const key = [samplesPerClass.length, m, gamma, ...Array.from(samplesPerClass)];
  if (key.some((value, i) => value !== last?.key[i])) {
    const counts = key.slice(3);
    const weights = classWeights(counts, m);
    last = { key, counts, weights, inverseTemperatures: classTemperatures(counts, -gamma) };
  }
  return last!;
}
