import * as tf from '@tensorflow/tfjs-core';
import type { GroupedConvolution } from '../../src/jobs/nets/grouped-conv2d/grouped-convolution';

/**
 * A grouped convolution as a depthwise one, every input channel by the kernels of its group's outputs, summed over the
 * inputs of the group. Without wasted products, but the output is `in/groups` times as large before the sum.
 *
 * @example
 * ```ts
 * const y = depthwiseSum(x, kernel, { groups: 32, strides: [1, 1], padding: 'same' });
 * ```
 */
export const depthwiseSum: GroupedConvolution = (x, kernel, { groups, strides, padding }) => {
  const [kernelHeight, kernelWidth, ins, outs] = kernel.shape;
  const multiplier = outs / groups;
  const perGroup = tf.reshape(kernel, [kernelHeight * kernelWidth, ins, groups, multiplier]);
  const filter = tf.reshape(tf.transpose(perGroup, [0, 2, 1, 3]), [
    kernelHeight,
    kernelWidth,
    groups * ins,
    multiplier,
  ]) as tf.Tensor4D;
  const products = tf.depthwiseConv2d(x, filter, strides, padding);
  const [batch, height, width] = products.shape;
  const sums = tf.sum(tf.reshape(products, [batch * height * width * groups, ins, multiplier]), 1);
  return tf.reshape(sums, [batch, height, width, outs]);
};
