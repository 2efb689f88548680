import type * as tf from '@tensorflow/tfjs-core';
import type { ClassCounts } from '../checks';
import { resolveOptions } from '../options';
import { assertLogits } from './assert-logits';
import { connectedHeadsLoss } from './connected-heads-loss';
import { assertPart, type SelfDistillationLossOptions, selfDistillationLossOptions } from './loss-options';

/**
 * Variational self-distillation loss (VSDLoss), Eq. 8: the mean over the batch of
 * `KL(softmax(teacher / T) ‖ softmax(student / T))`, where the class temperatures are `T_i = (n_max / n_i)^γ`. Only the student
 * learns from it: the gradient of the teacher's logits is zero.
 *
 * @param teacherLogits logits of the head to learn from, `[batch, K]`, float32
 * @param studentLogits logits of the head that learns, `[batch, K]`, float32
 * @param samplesPerClass number of training samples of each class in label order, length K
 * @param options exponent of the class temperatures
 * @returns a scalar of at least 0
 * @throws RangeError where a shape, a count or an option does not fit; TypeError where an option is unknown or of another type
 * @see Mixture of Balanced Information Bottlenecks, Eq. 8 and Appendix J
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { selfDistillationLoss } from 'mbib';
 * const teacher = tf.tensor2d([[2, 1, 0]]);
 * const student = tf.tensor2d([[1, 1, 1]]);
 * selfDistillationLoss(teacher, student, [100, 10, 1], { gamma: 0.5 }).print();
 * ```
 */
export function selfDistillationLoss(
  teacherLogits: tf.Tensor,
  studentLogits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options?: SelfDistillationLossOptions,
): tf.Scalar {
  const { gamma, whole } = resolveOptions(options, selfDistillationLossOptions);
  assertLogits('teacherLogits', teacherLogits, samplesPerClass);
  assertLogits('studentLogits', studentLogits, samplesPerClass, teacherLogits.shape[0]);
  assertPart(whole, teacherLogits.shape[0]);
  return connectedHeadsLoss([teacherLogits, studentLogits], {
    samplesPerClass,
    distillation: { gamma, connections: [[0, 1, 1]], wholeSamples: whole?.samples },
  }) as tf.Scalar;
}
