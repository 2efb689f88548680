import { assertBelowOne, type ClassCounts, wholeNumberFrom } from '../../checks';
import { resolveOptions } from '../../options';
import { classBalancedWeights } from './class-balanced-weights';

/** Options of {@link deferredReweighting}. */
export interface DeferredReweightingOptions {
  /**
   * The first epoch with weights, counted from 0. Default 160, for a training of 200 epochs; the learning rate falls in the same epoch.
   */
  start?: number;
  /** β of the class-balanced weights, at least 0 and below 1. Default 0.9999. */
  beta?: number;
}

const deferredReweightingOptions = {
  start: { check: /* @__PURE__ */ wholeNumberFrom(0), default: 160 },
  beta: { check: assertBelowOne, default: 0.9999 },
} as const;

/**
 * Deferred re-weighting (DRW): all class weights are 1 at first, and those of {@link classBalancedWeights} in the last epochs.
 *
 * @param samplesPerClass number of training samples of each class in label order, length K, positive
 * @param options the first epoch with weights, and their β
 * @returns a function from an epoch, counted from 0, to K class weights, for the option `classWeights` of any loss
 * @throws RangeError where a count or an option does not fit; TypeError where an option is unknown or of another type
 * @see Cao et al. 2019, Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss, deferred re-balancing
 *
 * @example
 * ```ts
 * import { deferredReweighting } from 'mbib/baselines';
 * const weightsIn = deferredReweighting([1000, 100, 10], { start: 160, beta: 0.99 });
 * weightsIn(159); // Float32Array [1, 1, 1]
 * weightsIn(160); // Float32Array [0.230, 0.363, 2.407]
 * ```
 */
export function deferredReweighting(
  samplesPerClass: ClassCounts,
  options?: DeferredReweightingOptions,
): (epoch: number) => Float32Array {
  const { start, beta } = resolveOptions(options, deferredReweightingOptions);
  const balanced = classBalancedWeights(samplesPerClass, beta);
  const assertEpoch = wholeNumberFrom(0);
  return (epoch) => {
    assertEpoch('epoch', epoch);
    return epoch < start ? new Float32Array(balanced.length).fill(1) : balanced.slice();
  };
}
