import { assertBelowOne, assertClassCounts, type ClassCounts } from '../../checks';
import { weightsOfMeanOne } from '../../class-counts';

/**
 * Class-balanced weights by the effective number of samples, `w_k ∝ (1 − β) / (1 − β^n_k)`, for the option `classWeights` of any loss. With
 * β = 0 all are 1; towards 1 they become inverse to the counts.
 *
 * @param samplesPerClass number of training samples of each class in label order, length K, positive
 * @param beta β, at least 0 and below 1. Default 0.9999.
 * @returns K weights, whose sum is K
 * @throws RangeError where a count or β does not fit, or they leave a class no weight that float32 can hold; TypeError where one is no
 * number
 * @see Cui et al. 2019, Class-Balanced Loss Based on Effective Number of Samples
 *
 * @example
 * ```ts
 * import { classBalancedWeights } from 'mbib/baselines';
 * classBalancedWeights([1000, 100, 10], 0.99); // Float32Array [0.230, 0.363, 2.407]
 * ```
 */
export function classBalancedWeights(samplesPerClass: ClassCounts, beta = 0.9999): Float32Array {
  assertClassCounts(samplesPerClass);
  assertBelowOne('beta', beta);
  // 1 − β^n without rounding where β^n is near 1.
  const raw = Array.from(samplesPerClass, (count) => -1 / Math.expm1(count * Math.log(beta)));
  return weightsOfMeanOne(raw, 'beta', beta);
}
