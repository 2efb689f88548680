import * as tf from '@tensorflow/tfjs-core';
import { assertWeight } from '../../checks';
import { assertKernel, lengthsOf } from './kernels';

/**
 * τ-normalisation of a finished classifier: the weights of each class are divided by their length to the power of τ, `w_k / ‖w_k‖^τ`. With
 * τ = 0 they stay, with 1 all have the length 1. The bias is dropped. Nothing is trained; τ is chosen on validation images.
 *
 * @param kernel `[width, K]`, float32, as `tf.layers.dense` has it: a column for each class
 * @param tau τ, at least 0. Default 1.
 * @returns the kernel of the new classifier, `[width, K]`; a column of 0 stays 0
 * @throws RangeError where the shape or τ does not fit; TypeError where an argument is of another type
 * @see Kang et al. 2020, Decoupling Representation and Classifier for Long-Tailed Recognition, τ-normalised classifier
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { tauNormalised } from 'mbib/baselines';
 * tauNormalised(tf.tensor2d([[3, 0], [4, 2]]), 1).print(); // [[0.6, 0], [0.8, 1]]
 * ```
 */
export function tauNormalised(kernel: tf.Tensor, tau = 1): tf.Tensor2D {
  assertKernel('kernel', kernel);
  assertWeight('tau', tau);
  return tf.tidy(() => {
    const lengths = lengthsOf(kernel);
    // Of a column of 0 the quotient is 0, not 0 / 0.
    return tf.div(kernel, tf.where(tf.greater(lengths, 0), tf.pow(lengths, tau), 1)) as tf.Tensor2D;
  });
}
