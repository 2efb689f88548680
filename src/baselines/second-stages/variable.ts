import * as tf from '@tensorflow/tfjs-core';

/** A variable from a value, which is disposed. */
export function variable(value: tf.Tensor): tf.Variable {
  const made = tf.variable(value);
  value.dispose();
  return made;
}
