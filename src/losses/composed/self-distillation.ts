import * as tf from '@tensorflow/tfjs-core';
import type { ClassStatistics } from '../class-statistics';
import type { SelfDistillation } from '../connected-heads';
import { softmax } from './softmax';
import { total } from './total';
import { whereWeighed } from './where-weighed';

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
  statistics: ClassStatistics,
  { connections, gamma, wholeSamples = logits.shape[1] }: SelfDistillation,
): { value: tf.Tensor; gradient: () => tf.Tensor } {
  const inverseTemperatures = tf.tensor1d(statistics.inverseTemperatures);
  const tempered = softmax(gamma ? tf.mul(logits, inverseTemperatures) : logits);
  const [p, logP] = [tf.unstack(tempered.p), tf.unstack(tempered.logP)];
  const divergences = connections.map(([teacher, student, weight]) =>
    tf.mul(tf.sum(whereWeighed(p[teacher]!, tf.sub(logP[teacher]!, logP[student]!))), weight / wholeSamples),
  );
  const gradientOf = (own: tf.Tensor, head: number) => {
    const lessons = connections.filter(([, student]) => student === head);
    const differences = lessons.map(([teacher, , weight]) =>
      tf.mul(tf.sub(own, p[teacher]!), weight / wholeSamples),
    );
    return differences.length > 0 ? total(differences) : tf.zerosLike(own);
  };
  return {
    value: total(divergences),
    gradient: () => tf.mul(tf.stack(p.map(gradientOf)), inverseTemperatures),
  };
}
