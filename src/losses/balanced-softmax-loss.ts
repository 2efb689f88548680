import type * as tf from '@tensorflow/tfjs-core';
import type { ClassCounts } from '../checks';
import { resolveOptions } from '../options';
import { assertLabels } from './assert-labels';
import { assertLogits } from './assert-logits';
import { connectedHeadsLoss } from './connected-heads-loss';
import { type BalancedSoftmaxLossOptions, balancedSoftmaxLossOptions } from './loss-options';

/**
 * Balanced softmax cross entropy (BSCLoss), Eq. 4–7: cross entropy of `softmax(logits + log n)`, each sample weighted by
 * its class weight (Eq. 7). `m = 0` is BSCE (Ren et al. 2020).
 *
 * @param labels class ids `[batch]` or `[batch, 1]`, or one-hot / soft targets `[batch, K]`
 * @param logits `[batch, K]`, float32
 * @param samplesPerClass training samples of each class, length K
 * @returns a scalar, or `[batch]` where `reduction` is `'none'`
 * @throws RangeError | TypeError where an argument does not fit; before any kernel runs. On GPU backends a class id out
 *   of range gives NaN instead.
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
  const { m, reduction } = resolveOptions(options, balancedSoftmaxLossOptions);
  assertLogits('logits', logits, samplesPerClass);
  assertLabels(labels, logits.shape[0], samplesPerClass.length);
  return connectedHeadsLoss([logits], {
    samplesPerClass,
    crossEntropy: { labels, headWeights: [1], m, reduction },
  });
}
