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

/** The lengths of the columns, `[1, K]`. */
export function lengthsOf(kernel: tf.Tensor): tf.Tensor {
  return tf.sqrt(tf.sum(tf.square(kernel), 0, true));
}
