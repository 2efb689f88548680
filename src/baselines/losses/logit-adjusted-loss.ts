import type * as tf from '@tensorflow/tfjs-core';
import { assertClassCounts, assertWeight, type ClassCounts } from '../../checks';
import { resolveOptions } from '../../options';
import { assertBatch } from '../composed/assert-batch';
import { crossEntropy } from '../composed/cross-entropy';
import { labelledBatch } from '../composed/labelled-batch';
import { logCounts } from '../composed/log-counts';
import { lossOfParts } from '../composed/loss-of-parts';
import { type BaselineLossOptions, baselineLossOptions } from '../composed/loss-options';

/** Options of {@link logitAdjustedLoss}. */
export interface LogitAdjustedLossOptions extends BaselineLossOptions {
  /** Strength of the adjustment τ, at least 0. With 0 the loss is cross entropy, with 1 balanced softmax. Default 1. */
  tau?: number;
}

const logitAdjustedLossOptions = {
  ...baselineLossOptions,
  tau: { check: assertWeight, default: 1 },
} as const;

/**
 * Logit-adjusted softmax cross entropy: the cross entropy of `softmax(logits + τ · log π)`, where π are the classes' shares of the
 * training samples. The classifier is the argmax of the logits as they are. For a net that was trained by plain cross entropy see
 * {@link adjustLogits}.
 *
 * @param labels class ids `[batch]` or `[batch, 1]`, or one-hot / soft targets `[batch, K]`
 * @param logits `[batch, K]`, float32
 * @param samplesPerClass number of training samples of each class in label order, length K, positive
 * @param options the strength, class weights and reduction
 * @returns a scalar; with `reduction: 'none'` one loss a sample, `[batch]`
 * @throws RangeError where a shape, a count, a label or an option does not fit; TypeError where an option is unknown or of
 * another type. Both before anything is computed. On a GPU the loss of a sample whose class id is none is NaN instead.
 * @see Menon et al. 2021, Long-Tail Learning via Logit Adjustment, Eq. 10
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { logitAdjustedLoss } from 'mbib/baselines';
 * const logits = tf.tensor2d([[2, 1, 0], [0, 1, 2]]);
 * logitAdjustedLoss(tf.tensor1d([0, 2], 'int32'), logits, [100, 10, 1], { tau: 1.5 }).print();
 * ```
 */
export function logitAdjustedLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options?: LogitAdjustedLossOptions & { reduction?: 'mean' | 'sum' },
): tf.Scalar;
/** With `reduction: 'none'`: one loss a sample, `[batch]`. */
export function logitAdjustedLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options: LogitAdjustedLossOptions,
): tf.Tensor;
export function logitAdjustedLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options?: LogitAdjustedLossOptions,
): tf.Tensor {
  const { tau, ...resolved } = resolveOptions(options, logitAdjustedLossOptions);
  assertClassCounts(samplesPerClass);
  assertBatch(labels, { logits }, resolved, samplesPerClass);
  return lossOfParts([logits], resolved.reduction, ([x]) => {
    const batch = labelledBatch(labels, samplesPerClass.length, resolved);
    const { losses, gradient } = crossEntropy(x!, batch, logCounts(samplesPerClass, tau));
    return { losses, gradients: () => [gradient()] };
  });
}
