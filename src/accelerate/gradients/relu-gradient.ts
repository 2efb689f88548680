import * as tf from '@tensorflow/tfjs-core';
import { RELU_GRADIENT } from '../kernel-names';
import { simdIsActive } from '../simd/simd-module';

/** The gradient of relu: `dy` where `x` is above 0, and 0 elsewhere. */
export const reluGradient: tf.GradConfig = {
  kernelName: tf.Relu,
  inputsToSave: ['x'],
  gradFunc: (dy, [x]) => ({ x: () => gradientOfRelu(dy as tf.Tensor, x!) }),
};

/** The gradient of the kernel that computes that gradient, for gradients of gradients; it does not depend on `x`. */
export const reluGradientGradient: tf.GradConfig = {
  kernelName: RELU_GRADIENT,
  inputsToSave: ['x'],
  gradFunc: (dy, [x]) => ({
    dy: () => gradientOfRelu(dy as tf.Tensor, x!),
    x: () => tf.zerosLike(x!),
  }),
};

/** One kernel with SIMD; elsewhere the product with the step function, as tfjs computes it. */
function gradientOfRelu(dy: tf.Tensor, x: tf.Tensor): tf.Tensor {
  if (x.dtype === 'float32' && dy.dtype === 'float32' && simdIsActive()) {
    return tf.engine().runKernel(RELU_GRADIENT, { dy, x }) as tf.Tensor;
  }
  return tf.mul(dy, tf.cast(tf.step(x), 'float32'));
}
