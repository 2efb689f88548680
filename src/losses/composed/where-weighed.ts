import * as tf from '@tensorflow/tfjs-core';

/** The product of weights and values, 0 where the weight is 0: a value there may be infinite, and 0 · ∞ would be NaN. */
export function whereWeighed(weights: tf.Tensor, values: tf.Tensor): tf.Tensor {
  // Where a weight is 0, it is the product: a number instead of it would be made a tensor as large as theirs.
  return tf.where(tf.equal(weights, 0), weights, tf.mul(weights, values));
}
