import type * as tf from '@tensorflow/tfjs-core';
import { resolveOptions } from '../../options';
import { assertBatch } from '../composed/assert-batch';
import { crossEntropy } from '../composed/cross-entropy';
import { labelledBatch } from '../composed/labelled-batch';
import { lossOfParts } from '../composed/loss-of-parts';
import { type BaselineLossOptions, baselineLossOptions } from '../composed/loss-options';

/**
 * Softmax cross entropy, `−log softmax(logits)_y`, each sample times the weight of its class. With the weights of
 * {@link classBalancedWeights} it is the class-balanced softmax loss, with those of {@link deferredReweighting} CE-DRW, with those of
 * {@link disAlignWeights} the loss of DisAlign.
 *
 * @param labels class ids `[batch]` or `[batch, 1]`, or one-hot / soft targets `[batch, K]`
 * @param logits `[batch, K]`, float32
 * @param options class weights and reduction
 * @returns a scalar; with `reduction: 'none'` one loss a sample, `[batch]`
 * @throws RangeError where a shape, a label or an option does not fit; TypeError where an option is unknown or of
 * another type. Both before anything is computed. On a GPU the loss of a sample whose class id is none is NaN instead.
 * @see Cui et al. 2019, Class-Balanced Loss Based on Effective Number of Samples, the class-balanced softmax cross entropy
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { classBalancedWeights, crossEntropyLoss } from 'mbib/baselines';
 * const logits = tf.tensor2d([[2, 1, 0], [0, 1, 2]]);
 * const classWeights = classBalancedWeights([100, 10, 1]);
 * crossEntropyLoss(tf.tensor1d([0, 2], 'int32'), logits, { classWeights }).print();
 * ```
 */
export function crossEntropyLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  options?: BaselineLossOptions & { reduction?: 'mean' | 'sum' },
): tf.Scalar;
/** With `reduction: 'none'`: one loss a sample, `[batch]`. */
export function crossEntropyLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  options: BaselineLossOptions,
): tf.Tensor;
export function crossEntropyLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  options?: BaselineLossOptions,
): tf.Tensor {
  const resolved = resolveOptions(options, baselineLossOptions);
  assertBatch(labels, { logits }, resolved);
  return lossOfParts([logits], resolved.reduction, ([x]) => {
    const { losses, gradient } = crossEntropy(x!, labelledBatch(labels, x!.shape[1], resolved));
    return { losses, gradients: () => [gradient()] };
  });
}
