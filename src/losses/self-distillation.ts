import * as tf from '@tensorflow/tfjs-core';
import type { ClassCounts } from '../checks';
import { classTemperatures } from '../class-counts';
import type { Connection } from './connections';
import { type Softmax, softmax } from './softmax';

/** Variational self-distillations (Eq. 8) between heads, each `[teacher, student, weight]`. */
export interface SelfDistillation {
  samplesPerClass: ClassCounts;
  gamma: number;
  connections: readonly Connection[];
}

/** softmax(l / T); `plain` itself where every temperature is 1. */
export function temperedSoftmax(
  logits: tf.Tensor3D,
  plain: Softmax | undefined,
  distillation: SelfDistillation,
): Softmax {
  return (distillation.gamma === 0 && plain) || softmax(overTemperatures(logits, distillation));
}

/** `Σ_(t,s,λ) λ · mean_batch KL(p_t ‖ p_s)`, from log-probabilities: never `p · log p` of a vanished p. */
export function selfDistillation({ p, logP }: Softmax, { connections }: SelfDistillation): tf.Tensor {
  return tf.div(tf.sum(tf.mul(p, differences(logP, connections, 0))), p.shape[1]);
}

/** `λ / batch · (softmax(l_s / T) − softmax(l_t / T)) / T` for each student; a teacher is detached. */
export function selfDistillationGradient(
  dy: tf.Tensor,
  p: tf.Tensor3D,
  distillation: SelfDistillation,
): tf.Tensor3D {
  const upstream = tf.div(tf.sum(dy), p.shape[1]);
  return overTemperatures(tf.mul(differences(p, distillation.connections, 1), upstream), distillation);
}

function overTemperatures(values: tf.Tensor3D, { samplesPerClass, gamma }: SelfDistillation): tf.Tensor3D {
  return gamma === 0 ? values : tf.div(values, tf.tensor1d(classTemperatures(samplesPerClass, gamma)));
}

/**
 * For each head `Σ λ (own − other's values)` over the connections in which it is the teacher (`role` 0) or the student
 * (`role` 1): one product `[heads, heads] × [heads, batch · classes]`.
 */
function differences(values: tf.Tensor3D, connections: readonly Connection[], role: 0 | 1): tf.Tensor3D {
  const heads = values.shape[0];
  const signs = new Float32Array(heads * heads);
  for (const connection of connections) {
    const row = connection[role] * heads;
    signs[row + connection[role]]! += connection[2];
    signs[row + connection[1 - role]!]! -= connection[2];
  }
  const flat = tf.reshape(values, [heads, -1]) as tf.Tensor2D;
  return tf.reshape(tf.matMul(tf.tensor2d(signs, [heads, heads]), flat), values.shape);
}
