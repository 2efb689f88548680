import * as tf from '@tensorflow/tfjs-core';
import { hasHalfFloats } from '../../half-floats';

/**
 * `Σ_k y_k · −log p_k` over the last axis, where a class without a target adds 0 though its log-probability may be −∞.
 *
 * @param logP log-probabilities `[…, classes]`
 * @param targets `[…, classes]`, or fewer axes
 */
export function negativeLogLikelihood(logP: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  // −∞ where there is a target and 0 elsewhere. It raises the logarithms there to 0, since one may be −∞, and 0 · ∞ would be NaN.
  const lowest = hasHalfFloats() ? tf.mul(targets, -65504) : tf.mul(tf.mul(targets, 3e38), -3e38);
  return tf.neg(tf.sum(tf.mul(tf.maximum(logP, lowest), targets), -1));
}
