import * as tf from '@tensorflow/tfjs-core';

/** The logits of all heads as `[heads, batch, classes]`. */
export function stackHeads(inputs: tf.Tensor2D[], classes: number): tf.Tensor3D {
  const joined = tf.concat(inputs, 1);
  return tf.transpose(tf.reshape(joined, [joined.shape[0], -1, classes]), [1, 0, 2]) as tf.Tensor3D;
}

/** A gradient of that shape as one gradient for each of so many inputs. */
export function unstackHeads(gradient: tf.Tensor3D, inputs: number): tf.Tensor[] {
  return tf.split(tf.reshape(tf.transpose(gradient, [1, 0, 2]), [gradient.shape[1], -1]), inputs, 1);
}
