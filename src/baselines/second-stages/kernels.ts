import * as tf from '@tensorflow/tfjs-core';
import { reject } from '../../checks';
import { assertTensor } from '../../losses/assert-tensor';

/** Throws unless a tensor is the kernel of a classifier: float32 `[width, K]`, neither 0. */
export function assertKernel(name: string, kernel: tf.Tensor): asserts kernel is tf.Tensor2D {
  assertTensor(name, kernel);
  const { dtype, shape } = kernel;
  if (dtype !== 'float32' || shape.length !== 2 || !shape[0] || !shape[1]) {
    reject(name, 'be float32 [width, classes], neither 0', `${dtype} [${shape}]`);
  }
}

/** The lengths of the columns, `[1, K]`. Squares of large numbers would be infinite, and those of small ones 0. */
export function lengthsOf(kernel: tf.Tensor): tf.Tensor {
  const largest = tf.max(tf.abs(kernel), 0, true);
  const relative = tf.div(kernel, tf.where(tf.greater(largest, 0), largest, 1));
  return tf.mul(largest, tf.sqrt(tf.sum(tf.square(relative), 0, true)));
}
