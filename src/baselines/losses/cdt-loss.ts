import * as tf from '@tensorflow/tfjs-core';
import { assertClassCounts, assertFinite, type ClassCounts } from '../../checks';
import { classTemperatures, inverseTemperaturesOf } from '../../class-counts';
import { resolveOptions } from '../../options';
import { assertBatch } from '../composed/assert-batch';
import { crossEntropy } from '../composed/cross-entropy';
import { labelledBatch } from '../composed/labelled-batch';
import { lossOfParts } from '../composed/loss-of-parts';
import { type BaselineLossOptions, baselineLossOptions } from '../composed/loss-options';

/** Options of {@link cdtLoss}. */
export interface CdtLossOptions extends BaselineLossOptions {
  /** Exponent of the class temperatures. With 0 the loss is cross entropy. Default 0.2, that for CIFAR-100-LT. */
  gamma?: number;
}

const cdtLossOptions = { ...baselineLossOptions, gamma: { check: assertFinite, default: 0.2 } } as const;

/**
 * Class-dependent temperatures (CDT): the cross entropy of `softmax(l_k / a_k)` with `a_k = (n_max / n_k)^γ`. Rare classes' logits are
 * divided in training, so they grow; at test the logits are taken as they are.
 *
 * @param labels class ids `[batch]` or `[batch, 1]`, or one-hot / soft targets `[batch, K]`
 * @param logits `[batch, K]`, float32
 * @param samplesPerClass number of training samples of each class in label order, length K, positive
 * @param options the exponent, class weights and reduction
 * @returns a scalar; with `reduction: 'none'` one loss a sample, `[batch]`
 * @throws RangeError where a shape, a count, a label or an option does not fit; TypeError where an option is unknown or of
 * another type. Both before anything is computed. On a GPU the loss of a sample whose class id is none is NaN instead.
 * @see Ye et al. 2020, Identifying and Compensating for Feature Deviation in Imbalanced Deep Learning
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { cdtLoss } from 'mbib/baselines';
 * const logits = tf.tensor2d([[2, 1, 0], [0, 1, 2]]);
 * cdtLoss(tf.tensor1d([0, 2], 'int32'), logits, [100, 10, 1]).print();
 * ```
 */
export function cdtLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options?: CdtLossOptions & { reduction?: 'mean' | 'sum' },
): tf.Scalar;
/** With `reduction: 'none'`: one loss a sample, `[batch]`. */
export function cdtLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options: CdtLossOptions,
): tf.Tensor;
export function cdtLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options?: CdtLossOptions,
): tf.Tensor {
  const { gamma, ...resolved } = resolveOptions(options, cdtLossOptions);
  assertClassCounts(samplesPerClass);
  const inverses = inverseTemperaturesOf(samplesPerClass, gamma, 'options.gamma');
  assertBatch(labels, { logits }, resolved, samplesPerClass);
  return lossOfParts([logits], resolved.reduction, ([x]) => {
    const factors = tf.tensor1d(inverses);
    const batch = labelledBatch(labels, samplesPerClass.length, resolved);
    const { losses, gradient } = crossEntropy(tf.mul(x!, factors), batch);
    return { losses, gradients: () => [tf.mul(gradient(), factors)] };
  });
}

/**
 * The temperatures of CDT, `a_k = (n_max / n_k)^γ`.
 *
 * @param samplesPerClass number of training samples of each class in label order, length K, positive
 * @param gamma the exponent. Default 0.2.
 * @returns K temperatures; that of the most frequent class is 1
 * @throws RangeError where a count does not fit, or `gamma` gives a temperature outside 1e-18 … 1e18; TypeError where one is no number
 * @see Ye et al. 2020, Identifying and Compensating for Feature Deviation in Imbalanced Deep Learning
 *
 * @example
 * ```ts
 * import { cdtTemperatures } from 'mbib/baselines';
 * cdtTemperatures([100, 25, 1], 0.5); // Float32Array [1, 2, 10]
 * ```
 */
export function cdtTemperatures(samplesPerClass: ClassCounts, gamma = 0.2): Float32Array {
  return classTemperatures(samplesPerClass, gamma);
}
