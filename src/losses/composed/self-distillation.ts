import * as tf from '@tensorflow/tfjs-core';
import type { ClassCounts } from '../../checks';
import { classTemperatures } from '../../class-counts';
import type { SelfDistillation } from '../connected-heads';
import { softmax } from './softmax';
import { total } from './total';

/**
 * The self-distillations (Eq. 8) of all connections, `Σ_(t,s,λ) λ · mean_batch KL(p_t ‖ p_s)`, and their gradient. It is
 * `λ / batch · (p_s − p_t) / T` for each student and zero for a teacher.
 *
 * The divergence is computed from log-probabilities: the logarithm of a probability that float32 rounds to 0 would be infinite.
 *
 * @param logits `[heads, batch, classes]`
 */
export function selfDistillation(
  logits: tf.Tensor3D,
  samplesPerClass: ClassCounts,
  { connections, gamma }: SelfDistillation,
): { value: tf.Tensor; gradient: tf.Tensor } {
  const batch = logits.shape[1];
  const inverseTemperatures = tf.tensor1d(classTemperatures(samplesPerClass, -gamma));
  const tempered = softmax(tf.mul(logits, inverseTemperatures), tf.scalar(1));
  const [p, logP] = [tf.unstack(tempered.p), tf.unstack(tempered.logP)];
  const divergences = connections.map(([teacher, student, weight]) =>
    tf.mul(tf.sum(tf.mul(p[teacher]!, tf.sub(logP[teacher]!, logP[student]!))), weight / batch),
  );
  const gradients = p.map((own, head) => {
    const lessons = connections.filter(([, student]) => student === head);
    const differences = lessons.map(([teacher, , weight]) =>
      tf.mul(tf.sub(own, p[teacher]!), weight / batch),
    );
    return total([tf.zerosLike(own), ...differences]);
  });
  return { value: total(divergences), gradient: tf.mul(tf.stack(gradients), inverseTemperatures) };
}
