import * as tf from '@tensorflow/tfjs-core';
import { softmax } from '../../losses/composed/softmax';
import { whereWeighed } from '../../losses/composed/where-weighed';

/** How {@link distillation} softens and weighs. */
export interface Distillation {
  /** Temperatures of the classes, or one for all. */
  temperatures: Float32Array | number;
  /** What the sum of the divergences is multiplied by. */
  factor: number;
  /** The power that the teacher's probabilities are raised to before they are normalised again; 1 where it is left out. */
  power?: number;
}

/**
 * `factor · Σ_b KL(q ‖ softmax(student / T))` with `q ∝ softmax(teacher / T)^power`, and its gradient for the student,
 * `factor · (softmax(student / T) − q) / T`.
 */
export function distillation(
  teacher: tf.Tensor2D,
  student: tf.Tensor2D,
  { temperatures, factor, power = 1 }: Distillation,
): { value: tf.Tensor; gradient: () => tf.Tensor } {
  const inverses =
    typeof temperatures === 'number'
      ? tf.scalar(1 / temperatures)
      : tf.tensor1d(temperatures.map((temperature) => 1 / temperature));
  // softmax(x)^power, normalised, is softmax(power · x).
  const lesson = softmax(tf.mul(tf.mul(teacher, inverses), power));
  const own = softmax(tf.mul(student, inverses));
  const divergences = whereWeighed(lesson.p, tf.sub(lesson.logP, own.logP));
  return {
    value: tf.mul(tf.sum(divergences), factor),
    gradient: () => tf.mul(tf.mul(tf.sub(own.p, lesson.p), inverses), factor),
  };
}
