import * as tf from '@tensorflow/tfjs-core';
import { assertBoolean, assertClassCounts, assertScale, assertWeight, type ClassCounts } from '../../checks';
import { resolveOptions } from '../../options';
import { assertBatch } from '../composed/assert-batch';
import { crossEntropy, type SampleLosses } from '../composed/cross-entropy';
import { type LabelledBatch, labelledBatch } from '../composed/labelled-batch';
import { lossOfParts } from '../composed/loss-of-parts';
import { type BaselineLossOptions, baselineLossOptions } from '../composed/loss-options';

/** Options of {@link ldamLoss}. */
export interface LdamLossOptions extends BaselineLossOptions {
  /** The scale s of the cosines, in 1e-18..1e18. Default 30. */
  scale?: number;
  /** The margin of the rarest class, at least 0. Default 0.5. */
  maxMargin?: number;
  /**
   * Whether the logits have been multiplied by the scale before, as those of a classifier `{ cosine: 30 }` of `mbibHeads` have. The
   * margins are multiplied by it in any case. Default false.
   */
  scaled?: boolean;
}

const ldamLossOptions = {
  ...baselineLossOptions,
  scale: { check: assertScale, default: 30 },
  maxMargin: { check: assertWeight, default: 0.5 },
  scaled: { check: assertBoolean, default: false },
} as const;

/**
 * Label-distribution-aware margin loss: the cross entropy of `s · (cos_k − 1[k = y] · m_y)`, in which the true class needs a margin,
 * larger for rarer classes ({@link ldamMargins}). Its logits are cosines ({@link cosineLogits}). With the class weights of
 * {@link deferredReweighting} it is LDAM-DRW. With soft targets the margin of class k is `y_k · m_k`.
 *
 * @param labels class ids `[batch]` or `[batch, 1]`, or one-hot / soft targets `[batch, K]`
 * @param cosines `[batch, K]`, float32
 * @param samplesPerClass number of training samples of each class in label order, length K, positive
 * @param options scale, largest margin, class weights and reduction
 * @returns a scalar; with `reduction: 'none'` one loss a sample, `[batch]`
 * @throws RangeError where a shape, a count, a label or an option does not fit; TypeError where an option is unknown or of
 * another type. Both before anything is computed. On a GPU the loss of a sample whose class id is none is NaN instead.
 * @see Cao et al. 2019, Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss, the LDAM loss; s is that of its code
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { cosineLogits, ldamLoss } from 'mbib/baselines';
 * const cosines = cosineLogits(tf.randomNormal([2, 8]), tf.randomUniform([8, 3], -1, 1));
 * ldamLoss(tf.tensor1d([0, 2], 'int32'), cosines, [100, 10, 1]).print();
 * ```
 */
export function ldamLoss(
  labels: tf.Tensor,
  cosines: tf.Tensor,
  samplesPerClass: ClassCounts,
  options?: LdamLossOptions & { reduction?: 'mean' | 'sum' },
): tf.Scalar;
/** With `reduction: 'none'`: one loss a sample, `[batch]`. */
export function ldamLoss(
  labels: tf.Tensor,
  cosines: tf.Tensor,
  samplesPerClass: ClassCounts,
  options: LdamLossOptions,
): tf.Tensor;
export function ldamLoss(
  labels: tf.Tensor,
  cosines: tf.Tensor,
  samplesPerClass: ClassCounts,
  options?: LdamLossOptions,
): tf.Tensor {
  const { scale, maxMargin, scaled, ...resolved } = resolveOptions(options, ldamLossOptions);
  assertClassCounts(samplesPerClass);
  assertBatch(labels, { cosines }, resolved, samplesPerClass);
  return lossOfParts([cosines], resolved.reduction, ([x]) => {
    const batch = labelledBatch(labels, samplesPerClass.length, resolved);
    const margins = ldamMargins(samplesPerClass, maxMargin);
    const factor = scaled ? 1 : scale;
    const { losses, gradient } = marginCrossEntropy(tf.mul(x!, factor), batch, margins, scale);
    return { losses, gradients: () => [tf.mul(gradient(), factor)] };
  });
}

/** The cross entropies of logits whose targets are made smaller by a scale times the margins. */
export function marginCrossEntropy(
  logits: tf.Tensor2D,
  batch: LabelledBatch,
  margins: Float32Array,
  scale: number,
): SampleLosses {
  return crossEntropy(logits, batch, tf.mul(tf.mul(batch.targets, tf.tensor1d(margins)), -scale));
}

/**
 * The margins of LDAM, `m_k = C / n_k^(1/4)`, with C such that the largest is `maxMargin`.
 *
 * @param samplesPerClass number of training samples of each class in label order, length K, positive
 * @param maxMargin the margin of the rarest class, at least 0. Default 0.5.
 * @returns K margins
 * @throws RangeError where a count or the margin does not fit; TypeError where one is no number
 * @see Cao et al. 2019, Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss, the margins of the LDAM loss
 *
 * @example
 * ```ts
 * import { ldamMargins } from 'mbib/baselines';
 * ldamMargins([10000, 625, 16]); // Float32Array [0.1, 0.2, 0.5]
 * ```
 */
export function ldamMargins(samplesPerClass: ClassCounts, maxMargin = 0.5): Float32Array {
  assertClassCounts(samplesPerClass);
  assertWeight('maxMargin', maxMargin);
  const smallest = Array.from(samplesPerClass).reduce((a, b) => Math.min(a, b));
  return Float32Array.from(samplesPerClass, (count) => maxMargin * (smallest / count) ** 0.25);
}
