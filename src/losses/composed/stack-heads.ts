import * as tf from '@tensorflow/tfjs-core';

/** Puts the logits of all heads into one tensor `[heads, batch, classes]`. */
export function stackHeads(inputs: tf.Tensor2D[], classes: number): tf.Tensor3D {
  const joined = tf.concat(inputs, 1);
  return tf.transpose(tf.reshape(joined, [joined.shape[0], -1, classes]), [1, 0, 2]) as tf.Tensor3D;
}

/** Splits a gradient `[heads, batch, classes]` into one gradient for each input of {@link stackHeads}. */
export function unstackHeads(gradient: tf.Tensor3D, inputs: number): tf.Tensor[] {
  return tf.split(tf.reshape(tf.transpose(gradient, [1, 0, 2]), [gradient.shape[1], -1]), inputs, 1);
}
