import type * as tf from '@tensorflow/tfjs-core';
import type { ClassCounts } from '../checks';
import { resolveOptions } from '../options';
import { assertLogits } from './assert-logits';
import { type BibLossOptions, bibLossOptions } from './loss-options';
import { sumOfBibLosses } from './sum-of-bib-losses';

/**
 * Balanced information bottleneck loss (BIB), Eq. 9: `Loss1 + Loss2 + β · Loss3`, the balanced softmax cross entropies of the
 * observation v and of the representation z, and the self-distillation from v to z. It has the values of the paper's
 * Appendix J, and is finite for logits of any size.
 *
 * @param labels class ids `[batch]` or `[batch, 1]`, or one-hot / soft targets `[batch, K]`
 * @param vLogits logits of the observation v, `[batch, K]`, float32
 * @param zLogits logits of the representation z, `[batch, K]`, float32
 * @param samplesPerClass number of training samples of each class in label order, length K
 * @param options weight and temperatures of the self-distillation, exponent of the class weights, reduction
 * @returns a scalar; with `reduction: 'none'` one loss a sample, `[batch]`. The self-distillation is a mean over the batch in
 * every reduction.
 * @throws RangeError where a shape, a count, a label or an option does not fit; TypeError where an option is unknown or of
 * another type. Both before anything is computed. On a GPU, where reading labels is slow, the loss of a sample whose class
 * id is not one of 0..K−1 is NaN instead.
 * @see Mixture of Balanced Information Bottlenecks, Eq. 9 and Appendix J
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { bibLoss } from 'mbib';
 * const labels = tf.tensor1d([0, 2], 'int32');
 * const v = tf.tensor2d([[2, 1, 0], [0, 1, 2]]);
 * const z = tf.tensor2d([[1, 1, 0], [0, 0, 1]]);
 * bibLoss(labels, v, z, [100, 10, 1]).print();
 * ```
 */
export function bibLoss(
  labels: tf.Tensor,
  vLogits: tf.Tensor,
  zLogits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options?: BibLossOptions & { reduction?: 'mean' | 'sum' },
): tf.Scalar;
/** With `reduction: 'none'`: one loss a sample, `[batch]`. */
export function bibLoss(
  labels: tf.Tensor,
  vLogits: tf.Tensor,
  zLogits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options: BibLossOptions,
): tf.Tensor;
export function bibLoss(
  labels: tf.Tensor,
  vLogits: tf.Tensor,
  zLogits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options?: BibLossOptions,
): tf.Tensor {
  assertLogits('vLogits', vLogits, samplesPerClass);
  assertLogits('zLogits', zLogits, samplesPerClass, vLogits.shape[0]);
  const bottleneck = { ...resolveOptions(options, bibLossOptions), connections: [[0, 1, 1]] as const };
  return sumOfBibLosses(1, samplesPerClass, bottleneck)(labels, [vLogits, zLogits]);
}
