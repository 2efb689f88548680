import * as tf from '@tensorflow/tfjs-core';

/** Probabilities over the classes and their logarithms, `[heads, batch, classes]`. */
export interface Softmax {
  p: tf.Tensor3D;
  logP: tf.Tensor3D;
}

/** Softmax and its logarithm from one exponential a logit; finite for logits of any size. */
export function softmax(logits: tf.Tensor3D): Softmax {
  const shifted = tf.sub(logits, tf.max(logits, -1, true)) as tf.Tensor3D;
  const exponentials = tf.exp(shifted);
  const total = tf.sum(exponentials, -1, true);
  return { p: tf.div(exponentials, total), logP: tf.sub(shifted, tf.log(total)) };
}
