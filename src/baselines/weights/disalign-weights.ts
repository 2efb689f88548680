import { assertClassCounts, type ClassCounts } from '../../checks';
import { classWeightsOf } from '../../class-counts';

/**
 * The class weights of DisAlign's generalised re-weighting, `w_k ∝ π_k^(−ρ)`. They are those of `classWeights` of `mbib` with another
 * exponent.
 *
 * @param samplesPerClass number of training samples of each class in label order, length K, positive
 * @param rho the exponent: with 0 all weights are 1, with 1 they are inverse to the counts. Default 1.2.
 * @returns K weights, whose sum is K
 * @throws RangeError where a count does not fit, or `rho` is not finite or leaves a class no weight that float32 can hold; TypeError where
 * one is no number
 * @see Zhang et al. 2021, Distribution Alignment: A Unified Framework for Long-tail Visual Recognition
 *
 * @example
 * ```ts
 * import { disAlignWeights } from 'mbib/baselines';
 * disAlignWeights([100, 10, 1], 1); // Float32Array [0.027, 0.270, 2.703]
 * ```
 */
export function disAlignWeights(samplesPerClass: ClassCounts, rho = 1.2): Float32Array {
  assertClassCounts(samplesPerClass);
  return classWeightsOf(samplesPerClass, rho, 'rho');
}
