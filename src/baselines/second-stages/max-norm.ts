import * as tf from '@tensorflow/tfjs-core';
import { assertNotNegative, assertPositiveFloat, assertShare, reject } from '../../checks';
import { canReadTensors } from '../../losses/assert-labels';
import { assertTensor } from '../../losses/assert-tensor';
import { assertKernel, lengthsOf } from './kernels';

/**
 * The radius of weight balancing's MaxNorm, from the lengths of a classifier's columns before the second stage:
 * `min ‖w_k‖ + threshold · (max ‖w_k‖ − min ‖w_k‖)`.
 *
 * @param kernel `[width, K]`, float32: a column for each class
 * @param threshold where the radius lies between the smallest and the largest length, in 0..1. Default 0.1.
 * @returns a scalar
 * @throws RangeError where the shape or the threshold does not fit; TypeError where an argument is of another type
 * @see Alshammari et al. 2022, Long-Tailed Recognition via Weight Balancing, and its code
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { maxNormRadius } from 'mbib/baselines';
 * maxNormRadius(tf.tensor2d([[3, 0], [4, 2]])).print(); // 2.3
 * ```
 */
export function maxNormRadius(kernel: tf.Tensor, threshold = 0.1): tf.Scalar {
  assertKernel('kernel', kernel);
  assertShare('threshold', threshold);
  return tf.tidy(() => {
    const lengths = lengthsOf(kernel);
    const least = tf.min(lengths);
    return tf.add(least, tf.mul(tf.sub(tf.max(lengths), least), threshold)) as tf.Scalar;
  });
}

/**
 * MaxNorm's projection, done after each step: columns longer than the radius are shortened to it.
 *
 * @param kernel `[width, K]`, float32: a column for each class
 * @param radius the greatest length: a number of at least 1.2e-38, or a scalar of at least 0, that of {@link maxNormRadius}. A GPU's scalar is not read:
 * where it is negative or NaN, so are the columns NaN.
 * @returns the projected kernel, `[width, K]`
 * @throws RangeError where the shape or the radius does not fit; TypeError where an argument is of another type
 * @see Alshammari et al. 2022, Long-Tailed Recognition via Weight Balancing, and its code
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { maxNormProjected } from 'mbib/baselines';
 * maxNormProjected(tf.tensor2d([[3, 0], [4, 2]]), 2.5).print(); // [[1.5, 0], [2, 2]]
 * ```
 */
export function maxNormProjected(kernel: tf.Tensor, radius: number | tf.Tensor): tf.Tensor2D {
  assertKernel('kernel', kernel);
  if (typeof radius === 'number') assertPositiveFloat('radius', radius);
  else {
    assertTensor('radius', radius);
    if (radius.size !== 1) reject('radius', 'be a number or a scalar', `[${radius.shape}]`);
    if (canReadTensors()) assertNotNegative('radius', radius.dataSync()[0]!);
  }
  return tf.tidy(() => {
    const lengths = lengthsOf(kernel);
    const limit = typeof radius === 'number' ? radius : radiusOf(radius);
    // A radius of NaN is smaller than no length, and has to show.
    const isShort = tf.lessEqual(lengths, limit);
    return tf.where(isShort, kernel, tf.mul(tf.div(kernel, lengths), limit)) as tf.Tensor2D;
  });
}

/** A radius as `[1, 1]`, NaN where it is negative and could not be read. */
function radiusOf(radius: tf.Tensor): tf.Tensor {
  const column = tf.reshape(radius, [1, 1]);
  return tf.where(tf.greaterEqual(column, 0), column, Number.NaN);
}
