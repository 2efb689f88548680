import * as tf from '@tensorflow/tfjs-core';
import { negativeLogLikelihood } from '../../losses/composed/negative-log-likelihood';
import type { LabelledBatch } from './labelled-batch';
import { preciseSoftmax } from './precise-softmax';
import { weighedLosses } from './weighed-losses';

/** One number a sample, and their gradient. */
export interface SampleLosses {
  /** `[batch]` */
  losses: tf.Tensor1D;
  /** The gradient of their sum, `[batch, classes]`. */
  gradient: () => tf.Tensor2D;
}

/**
 * The cross entropies of `softmax(logits + shift)`, each times its sample's share: `share · Σ_k y_k · −log p_k`. The gradient is
 * `share · (p · Σ y − y)`, computed as {@link slopeOf}.
 *
 * @param logits `[batch, classes]`
 * @param shift what is added to the logits, `[classes]` or `[batch, classes]`; no gradient goes into it
 */
export function crossEntropy(
  logits: tf.Tensor2D,
  { targets, shares }: LabelledBatch,
  shift?: tf.Tensor,
): SampleLosses {
  const { p, logP, rest } = preciseSoftmax(logits, shift);
  const losses = weighedLosses(shares, negativeLogLikelihood(logP, targets)) as tf.Tensor1D;
  const gradient = (): tf.Tensor2D => tf.mul(tf.neg(slopeOf(targets, p, rest)), tf.expandDims(shares, 1));
  return { losses, gradient };
}

/**
 * The gradient of `Σ_k w_k · log p_k` by the logits, `w_j − p_j · Σ_k w_k`. It is computed as `w_j · (1 − p_j) − p_j · Σ_(k≠j) w_k`, which has all
 * its digits where p_j is near 1.
 *
 * @param weights w, `[batch, classes]`
 * @param rest `1 − p`
 */
export function slopeOf(weights: tf.Tensor, p: tf.Tensor, rest: tf.Tensor): tf.Tensor2D {
  const others = tf.sub(tf.sum(weights, 1, true), weights);
  return tf.sub(tf.mul(weights, rest), tf.mul(p, others));
}
