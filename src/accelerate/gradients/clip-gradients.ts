import * as tf from '@tensorflow/tfjs-core';
import { CLIP_GRADIENT } from '../kernel-names';
import type { ClipGradientAttributes } from '../simd/clip-gradient';
import { simdIsActive } from '../simd/simd-module';

/** The smallest float32 above 0. */
const ABOVE_ZERO = 2 ** -149;

/** The gradient of `tf.clipByValue`: `dy` where `x` is within its bounds, and 0 elsewhere. */
export const clipByValueGradient: tf.GradConfig = {
  kernelName: tf.ClipByValue,
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attributes) => {
    const { clipValueMin, clipValueMax } = attributes as unknown as tf.ClipByValueAttrs;
    return { x: () => passBetween(dy as tf.Tensor, x!, { low: clipValueMin, high: clipValueMax }) };
  },
};

/** The gradient of `tf.relu6`: `dy` where `0 < x ≤ 6`, and 0 elsewhere. */
export const relu6Gradient: tf.GradConfig = {
  kernelName: tf.Relu6,
  inputsToSave: ['x'],
  gradFunc: (dy, [x]) => ({ x: () => passBetween(dy as tf.Tensor, x!, { low: ABOVE_ZERO, high: 6 }) }),
};

/** The gradient of the kernel that computes those gradients, for gradients of gradients; it does not depend on `x`. */
export const clipGradientGradient: tf.GradConfig = {
  kernelName: CLIP_GRADIENT,
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attributes) => ({
    dy: () => passBetween(dy as tf.Tensor, x!, attributes as unknown as ClipGradientAttributes),
    x: () => tf.zerosLike(x!),
  }),
};

/** One kernel with SIMD; elsewhere a choice for each bound, by comparisons that have gradients. */
function passBetween(dy: tf.Tensor, x: tf.Tensor, { low, high }: ClipGradientAttributes): tf.Tensor {
  if (x.dtype === 'float32' && dy.dtype === 'float32' && simdIsActive()) {
    return tf.engine().runKernel(CLIP_GRADIENT, { dy, x }, { low, high }) as tf.Tensor;
  }
  const zeros = tf.zerosLike(dy);
  const belowHigh = tf.where(tf.greaterEqual(high, x), dy, zeros);
  return low === ABOVE_ZERO
    ? tf.mul(belowHigh, tf.cast(tf.step(x), 'float32'))
    : tf.where(tf.greaterEqual(x, low), belowHigh, zeros);
}
