import * as tf from '@tensorflow/tfjs-core';

/**
 * The same values, whose gradient throws an error. Without it, tfjs would take what was computed outside of its tape for a constant, and
 * its gradient for 0.
 *
 * @param sources what the values were computed of
 */
export function withoutGradient(values: tf.Tensor, sources: tf.Tensor[], message: string): tf.Tensor {
  const copy = tf.customGrad((...args) => ({
    value: tf.clone(args[0] as tf.Tensor),
    gradFunc: () => {
      throw new Error(message);
    },
  }));
  return copy(values, ...sources);
}
