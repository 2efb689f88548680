import * as tf from '@tensorflow/tfjs-core';
import { assertClassCounts, assertShare, type ClassCounts } from '../../checks';
import { largestOf } from '../../class-counts';
import { resolveOptions } from '../../options';
import { assertBatch } from '../composed/assert-batch';
import { crossEntropy } from '../composed/cross-entropy';
import { labelledBatch } from '../composed/labelled-batch';
import { lossOfParts } from '../composed/loss-of-parts';
import { type BaselineLossOptions, baselineLossOptions } from '../composed/loss-options';

/** How much the labels of each class are smoothed. */
export interface LabelAwareSmoothing {
  /** Smoothing of the most frequent class, in 0..1. Default 0.4, that for CIFAR-100-LT with the imbalance factor 100. */
  head?: number;
  /** Smoothing of the rarest class, in 0..1. Default 0.1. */
  tail?: number;
}

/** Options of {@link labelAwareSmoothingLoss}. */
export interface LabelAwareSmoothingLossOptions extends BaselineLossOptions, LabelAwareSmoothing {}

const smoothingOptions = {
  head: { check: assertShare, default: 0.4 },
  tail: { check: assertShare, default: 0.1 },
} as const;
const labelAwareSmoothingLossOptions = { ...baselineLossOptions, ...smoothingOptions } as const;

/**
 * Label-aware smoothing of MiSLAS: `(1 − ε_y) · −log p_y + ε_y · mean_k(−log p_k)`, which smooths the labels of frequent classes more
 * ({@link labelAwareSmoothingFactors}).
 *
 * @param labels class ids `[batch]` or `[batch, 1]`, or one-hot / soft targets `[batch, K]`
 * @param logits `[batch, K]`, float32
 * @param samplesPerClass number of training samples of each class in label order, length K, positive
 * @param options smoothing of the most frequent and the rarest class, class weights and reduction
 * @returns a scalar; with `reduction: 'none'` one loss a sample, `[batch]`
 * @throws RangeError where a shape, a count, a label or an option does not fit; TypeError where an option is unknown or of
 * another type. Both before anything is computed. On a GPU the loss of a sample whose class id is none is NaN instead.
 * @see Zhong et al. 2021, Improving Calibration for Long-Tailed Recognition (MiSLAS), in the form of its code
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { labelAwareSmoothingLoss } from 'mbib/baselines';
 * const logits = tf.tensor2d([[2, 1, 0], [0, 1, 2]]);
 * labelAwareSmoothingLoss(tf.tensor1d([0, 2], 'int32'), logits, [100, 10, 1]).print();
 * ```
 */
export function labelAwareSmoothingLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options?: LabelAwareSmoothingLossOptions & { reduction?: 'mean' | 'sum' },
): tf.Scalar;
/** With `reduction: 'none'`: one loss a sample, `[batch]`. */
export function labelAwareSmoothingLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options: LabelAwareSmoothingLossOptions,
): tf.Tensor;
export function labelAwareSmoothingLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options?: LabelAwareSmoothingLossOptions,
): tf.Tensor {
  const { head, tail, ...resolved } = resolveOptions(options, labelAwareSmoothingLossOptions);
  assertClassCounts(samplesPerClass);
  assertBatch(labels, { logits }, resolved, samplesPerClass);
  return lossOfParts([logits], resolved.reduction, ([x]) => {
    const factors = tf.tensor1d(labelAwareSmoothingFactors(samplesPerClass, { head, tail }));
    const { targets, shares } = labelledBatch(labels, samplesPerClass.length, resolved);
    const smoothed = tf.mul(targets, factors);
    const spread = tf.div(tf.sum(smoothed, 1, true), samplesPerClass.length);
    const batch = { targets: tf.add(tf.sub(targets, smoothed), spread) as tf.Tensor2D, shares };
    const { losses, gradient } = crossEntropy(x!, batch);
    return { losses, gradients: () => [gradient()] };
  });
}

/**
 * The smoothing factors of the classes, `ε_k = tail + (head − tail) · sin(π/2 · (n_k − n_min) / (n_max − n_min))`. Where all counts are
 * equal the fraction is taken as 0.
 *
 * @param samplesPerClass number of training samples of each class in label order, length K, positive
 * @param options smoothing of the most frequent and of the rarest class
 * @returns K numbers in 0..1
 * @throws RangeError where a count or an option does not fit; TypeError where an option is unknown or of another type
 * @see Zhong et al. 2021, Improving Calibration for Long-Tailed Recognition (MiSLAS)
 *
 * @example
 * ```ts
 * import { labelAwareSmoothingFactors } from 'mbib/baselines';
 * labelAwareSmoothingFactors([100, 50, 1], { head: 0.3, tail: 0 }); // Float32Array [0.3, 0.21, 0]
 * ```
 */
export function labelAwareSmoothingFactors(
  samplesPerClass: ClassCounts,
  options?: LabelAwareSmoothing,
): Float32Array {
  const { head, tail } = resolveOptions(options, smoothingOptions);
  assertClassCounts(samplesPerClass);
  const largest = largestOf(samplesPerClass);
  const smallest = Array.from(samplesPerClass).reduce((a, b) => Math.min(a, b));
  const range = largest - smallest || 1;
  return Float32Array.from(
    samplesPerClass,
    (count) => tail + (head - tail) * Math.sin((Math.PI / 2) * ((count - smallest) / range)),
  );
}
