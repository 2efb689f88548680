import * as tf from '@tensorflow/tfjs-core';
import { assertLengthExponent, reject, SMALLEST_FLOAT, show } from '../../checks';
import { canReadTensors } from '../../losses/assert-labels';
import { assertKernel, lengthsOf } from './kernels';

/**
 * τ-normalisation of a finished classifier: the weights of each class are divided by their length to the power of τ, `w_k / ‖w_k‖^τ`. With
 * τ = 0 they stay, with 1 all have the length 1. The bias is dropped. Nothing is trained; τ is chosen on validation images.
 *
 * @param kernel `[width, K]`, float32, as `tf.layers.dense` has it: a column for each class
 * @param tau τ, in 0..10, such that the lengths to its power are in 1.2e-38..3.4e38; a GPU's lengths are not read. Default 1.
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
  assertLengthExponent('tau', tau);
  return tf.tidy(() => {
    const lengths = lengthsOf(kernel);
    const powers = tf.where(tf.greater(lengths, 0), tf.pow(lengths, tau), 1);
    if (canReadTensors()) assertPowers(powers.dataSync(), tau);
    // Of a column of 0 the quotient is 0, not 0 / 0.
    return tf.div(kernel, powers) as tf.Tensor2D;
  });
}

/** Throws unless weights can be divided by all of these. */
function assertPowers(powers: ArrayLike<number>, tau: number): void {
  for (const power of Array.from(powers)) {
    if (power >= SMALLEST_FLOAT && power < Infinity) continue;
    reject(
      'tau',
      `keep the lengths of kernel's columns to its power in 1.2e-38..3.4e38`,
      `${show(tau)}: ${show(power)}`,
    );
  }
}
