import * as tf from '@tensorflow/tfjs-core';

/**
 * The samples' losses times their shares, `[batch]`. Where the share is 0, so is the product of an infinite loss; one that is NaN stays
 * NaN: its gradient is NaN, too, and has to show.
 */
export function weighedLosses(shares: tf.Tensor, losses: tf.Tensor): tf.Tensor {
  const unweighed = tf.where(tf.isNaN(losses), losses, shares);
  return tf.where(tf.equal(shares, 0), unweighed, tf.mul(shares, losses));
}
