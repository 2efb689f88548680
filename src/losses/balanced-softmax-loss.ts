import type * as tf from '@tensorflow/tfjs-core';
import type { ClassCounts } from '../checks';
import { resolveOptions } from '../options';
import { assertLabels } from './assert-labels';
import { assertLogits } from './assert-logits';
import { connectedHeadsLoss } from './connected-heads-loss';
import { assertPart, type BalancedSoftmaxLossOptions, balancedSoftmaxLossOptions } from './loss-options';

/**
 * Balanced softmax cross entropy (BSCLoss), Eq. 4–7: the cross entropy of `softmax(logits + log n)`, where n are the classes'
 * numbers of training samples, and each sample counts by its class weight (Eq. 7). With `m: 0` all weights are 1, which is
 * BSCE (Ren et al. 2020). With `tau` it is `softmax(logits + τ · log n)`.
 *
 * @param labels class ids `[batch]` or `[batch, 1]`, or one-hot / soft targets `[batch, K]`
 * @param logits `[batch, K]`, float32
 * @param samplesPerClass number of training samples of each class in label order, length K
 * @param options exponent of the class weights, factor of the logarithms, and how the samples' losses are reduced
 * @returns a scalar; with `reduction: 'none'` one loss a sample, `[batch]`
 * @throws RangeError where a shape, a count, a label or an option does not fit; TypeError where an option is unknown or of
 * another type. Both before anything is computed. On a GPU, where reading labels is slow, the loss of a sample whose class
 * id is not one of 0..K−1 is NaN instead.
 * @see Mixture of Balanced Information Bottlenecks, Eq. 4–7 and Appendix J
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { balancedSoftmaxLoss } from 'mbib';
 * const logits = tf.tensor2d([[2, 1, 0], [0, 1, 2]]);
 * balancedSoftmaxLoss(tf.tensor1d([0, 2], 'int32'), logits, [100, 10, 1]).print();
 * ```
 */
export function balancedSoftmaxLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options?: BalancedSoftmaxLossOptions & { reduction?: 'mean' | 'sum' },
): tf.Scalar;
/** With `reduction: 'none'`: one loss a sample, `[batch]`. */
export function balancedSoftmaxLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options: BalancedSoftmaxLossOptions,
): tf.Tensor;
export function balancedSoftmaxLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options?: BalancedSoftmaxLossOptions,
): tf.Tensor {
  const { m, tau, reduction, whole } = resolveOptions(options, balancedSoftmaxLossOptions);
  assertLogits('logits', logits, samplesPerClass);
  assertLabels(labels, logits.shape[0], samplesPerClass.length);
  assertPart(whole, logits.shape[0]);
  return connectedHeadsLoss([logits], {
    samplesPerClass,
    crossEntropy: { labels, headWeights: [1], m, tau, reduction, wholeWeight: whole?.weight },
  });
}
