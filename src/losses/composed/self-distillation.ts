import * as tf from '@tensorflow/tfjs-core';
import type { ClassCounts } from '../../checks';
import { classTemperatures } from '../../class-counts';
import type { SelfDistillation } from '../connected-heads';
import { softmax } from './softmax';
import { total } from './total';

/**
 * `Σ_(t,s,λ) λ · mean_batch KL(p_t ‖ p_s)` from log-probabilities, never `p · log p` of a vanished p; and the gradient
 * `λ / batch · (p_s − p_t) / T` of each student. A teacher is detached.
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
