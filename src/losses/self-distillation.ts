import * as tf from '@tensorflow/tfjs-core';
import { type ClassCounts, classTemperatures } from '../class-counts';
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
  { samplesPerClass, gamma }: SelfDistillation,
): Softmax {
  if (gamma === 0 && plain !== undefined) return plain;
  return softmax(tf.div(logits, tf.tensor1d(classTemperatures(samplesPerClass, gamma))));
}

/** `Σ_(t,s,λ) λ · mean_batch KL(p_t ‖ p_s)`, from log-probabilities: never `p · log p` of a vanished p. */
export function selfDistillation({ p, logP }: Softmax, { connections }: SelfDistillation): tf.Tensor {
  const [heads, batch] = p.shape;
  // Row t: Σ_s λ (log p_t − log p_s).
  const differences = new Float32Array(heads * heads);
  for (const [teacher, student, weight] of connections) {
    differences[teacher * heads + teacher]! += weight;
    differences[teacher * heads + student]! -= weight;
  }
  return tf.div(tf.sum(tf.mul(p, mixHeads(differences, logP))), batch);
}

/** `λ / batch · (softmax(l_s / T) − softmax(l_t / T)) / T` for each student; a teacher is detached. */
export function selfDistillationGradient(
  dy: tf.Tensor,
  p: tf.Tensor3D,
  { connections, samplesPerClass, gamma }: SelfDistillation,
): tf.Tensor3D {
  const [heads, batch] = p.shape;
  // Row s: Σ_t λ / batch · (p_s − p_t).
  const differences = new Float32Array(heads * heads);
  for (const [teacher, student, weight] of connections) {
    differences[student * heads + student]! += weight / batch;
    differences[student * heads + teacher]! -= weight / batch;
  }
  const gradient = tf.mul(mixHeads(differences, p), tf.sum(dy)) as tf.Tensor3D;
  return gamma === 0 ? gradient : tf.div(gradient, tf.tensor1d(classTemperatures(samplesPerClass, gamma)));
}

/** Each head a linear combination of the heads of `values`: `[heads, heads] × [heads, batch · classes]`. */
function mixHeads(combinations: Float32Array, values: tf.Tensor3D): tf.Tensor3D {
  const heads = values.shape[0];
  const flat = tf.reshape(values, [heads, -1]) as tf.Tensor2D;
  return tf.reshape(tf.matMul(tf.tensor2d(combinations, [heads, heads]), flat), values.shape);
}
