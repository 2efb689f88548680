import * as tf from '@tensorflow/tfjs-core';
import { negativeLogLikelihood } from '../../losses/composed/negative-log-likelihood';
import { softmax } from '../../losses/composed/softmax';
import { whereWeighed } from '../../losses/composed/where-weighed';
import type { LabelledBatch } from './labelled-batch';

/** One number a sample, and its gradient. */
export interface SampleLosses {
  /** `[batch]` */
  losses: tf.Tensor1D;
  /** The gradient of their sum, `[batch, classes]`. */
  gradient: tf.Tensor2D;
}

/**
 * The cross entropies of `softmax(logits + shift)`, each times its sample's share: `share · Σ_k y_k · −log p_k`. The gradient is
 * `share · (p · Σ y − y)`.
 *
 * @param logits `[batch, classes]`
 * @param shift what is added to the logits, `[classes]` or `[batch, classes]`; no gradient goes into it
 */
export function crossEntropy(
  logits: tf.Tensor2D,
  { targets, shares }: LabelledBatch,
  shift?: tf.Tensor,
): SampleLosses {
  const { p, logP } = softmax(logits, shift);
  const losses = whereWeighed(shares, negativeLogLikelihood(logP, targets)) as tf.Tensor1D;
  const slope = tf.sub(tf.mul(p, tf.sum(targets, 1, true)), targets);
  return { losses, gradient: tf.mul(slope, tf.expandDims(shares, 1)) };
}
