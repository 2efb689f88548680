import * as tf from '@tensorflow/tfjs-core';

/** Probabilities over the classes and their logarithms, `[heads, batch, classes]`. */
export interface Softmax {
  p: tf.Tensor3D;
  logP: tf.Tensor3D;
}

/**
 * softmax(logits + log factors) and its logarithm, finite for logits of any size.
 *
 * Both logarithms in `logP` are computed by the same kernel, so that their difference is exactly 0 where one class has all the
 * probability.
 *
 * @param logits `[heads, batch, classes]`
 * @param factors `[classes]` or a scalar, above 0
 */
export function softmax(logits: tf.Tensor3D, factors: tf.Tensor): Softmax {
  const shifted = tf.sub(logits, tf.max(logits, -1, true));
  const exponentials = tf.mul(tf.exp(shifted), factors);
  const total = tf.sum(exponentials, -1, true);
  return {
    p: tf.div(exponentials, total),
    logP: tf.sub(tf.add(shifted, tf.log(factors)), tf.log(total)),
  };
}
