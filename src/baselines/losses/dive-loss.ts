import * as tf from '@tensorflow/tfjs-core';
import { assertClassCounts, assertScale, assertShare, type ClassCounts } from '../../checks';
import { resolveOptions } from '../../options';
import { assertBatch } from '../composed/assert-batch';
import { crossEntropy } from '../composed/cross-entropy';
import { distillation } from '../composed/distillation';
import { labelledBatch } from '../composed/labelled-batch';
import { logCounts } from '../composed/log-counts';
import { lossOfParts } from '../composed/loss-of-parts';
import { type BaselineLossOptions, baselineLossOptions } from '../composed/loss-options';

/** Options of {@link diveLoss}. */
export interface DiveLossOptions extends BaselineLossOptions {
  /** Weight of the distillation, in 0..1; balanced softmax has the rest. Default 0.5. */
  alpha?: number;
  /** Temperature of teacher and student, in 1e-18..1e18. Default 2. */
  temperature?: number;
  /** The power that flattens the teacher's probabilities, in 1e-18..1e18, and so is its quotient by the temperature; with 1 it is plain distillation. Default 0.5. */
  power?: number;
}

const diveLossOptions = {
  ...baselineLossOptions,
  alpha: { check: assertShare, default: 0.5 },
  temperature: { check: assertScale, default: 2 },
  power: { check: assertScale, default: 0.5 },
} as const;

/**
 * The loss of DiVE, which distils virtual examples: `α · T² · KL(q ‖ softmax(l / T)) + (1 − α) · BSCE`. The teacher, a net trained with balanced
 * softmax, gives `q = softmax(t / T)^p`, normalised; no gradient goes into it. BSCE is the cross entropy of `softmax(l + log n)`. The
 * divergence is a mean over the batch in every reduction.
 *
 * @param labels class ids `[batch]` or `[batch, 1]`, or one-hot / soft targets `[batch, K]`
 * @param teacherLogits logits of the teacher, `[batch, K]`, float32
 * @param logits logits of the net that is trained, `[batch, K]`, float32
 * @param samplesPerClass number of training samples of each class in label order, length K, positive
 * @param options weight, temperature and power of the distillation, class weights and reduction
 * @returns a scalar; with `reduction: 'none'` one loss a sample, `[batch]`
 * @throws RangeError where a shape, a count, a label or an option does not fit; TypeError where an option is unknown or of
 * another type. Both before anything is computed. On a GPU the loss of a sample whose class id is none is NaN instead.
 * @see He et al. 2021, Distilling Virtual Examples for Long-tailed Recognition
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { diveLoss } from 'mbib/baselines';
 * const teacher = tf.tensor2d([[1, 1, 0], [0, 1, 1]]);
 * const logits = tf.tensor2d([[2, 1, 0], [0, 1, 2]]);
 * diveLoss(tf.tensor1d([0, 2], 'int32'), teacher, logits, [100, 10, 1]).print();
 * ```
 */
export function diveLoss(
  labels: tf.Tensor,
  teacherLogits: tf.Tensor,
  logits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options?: DiveLossOptions & { reduction?: 'mean' | 'sum' },
): tf.Scalar;
/** With `reduction: 'none'`: one loss a sample, `[batch]`. */
export function diveLoss(
  labels: tf.Tensor,
  teacherLogits: tf.Tensor,
  logits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options: DiveLossOptions,
): tf.Tensor;
export function diveLoss(
  labels: tf.Tensor,
  teacherLogits: tf.Tensor,
  logits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options?: DiveLossOptions,
): tf.Tensor {
  const { alpha, temperature, power, ...resolved } = resolveOptions(options, diveLossOptions);
  assertScale('options.power / options.temperature', power / temperature);
  assertClassCounts(samplesPerClass);
  assertBatch(labels, { logits, teacherLogits }, resolved, samplesPerClass);
  return lossOfParts([logits], resolved.reduction, ([x]) => {
    const { targets, shares } = labelledBatch(labels, samplesPerClass.length, resolved);
    const weighed = { targets, shares: tf.mul(shares, 1 - alpha) as tf.Tensor1D };
    const { losses, gradient } = crossEntropy(x!, weighed, logCounts(samplesPerClass));
    const factor = (alpha * temperature ** 2) / (resolved.whole?.samples ?? x!.shape[0]);
    const lesson = distillation(teacherLogits as tf.Tensor2D, x!, {
      temperatures: temperature,
      factor,
      power,
    });
    return {
      losses,
      gradients: () => [gradient()],
      ...(alpha > 0 && { ofBatch: { value: lesson.value, gradients: () => [lesson.gradient()] } }),
    };
  });
}
