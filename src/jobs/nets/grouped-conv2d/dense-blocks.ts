import * as tf from '@tensorflow/tfjs-core';
import { blockDiagonalKernel } from './block-diagonal-kernel';
import type { GroupedConvolution } from './grouped-convolution';

/**
 * A grouped convolution that is computed by dense ones, each for `together` neighbouring groups. With 1, each group has a
 * convolution of its own. With all groups there is one convolution, which computes `groups` times as many products, most of them
 * with zeros.
 *
 * @param together how many groups a dense convolution computes, a divisor of `groups`
 *
 * @example
 * ```ts
 * const y = denseBlocks(8)(x, kernel, { groups: 32, strides: [1, 1], padding: 'same' });
 * ```
 */
export function denseBlocks(together: number): GroupedConvolution {
  return (x, kernel, { groups, strides, padding }) => {
    const kernels = together === 1 ? kernel : blockDiagonalKernel(kernel, groups, together);
    if (together === groups) return tf.conv2d<tf.Tensor4D>(x, kernels, strides, padding);
    const blocks = groups / together;
    const filters = tf.split<tf.Tensor4D>(kernels, blocks, 3);
    const inputs = tf.split<tf.Tensor4D>(x, blocks, 3);
    const outputs = inputs.map((input, i) => tf.conv2d<tf.Tensor4D>(input, filters[i]!, strides, padding));
    return tf.concat(outputs, 3);
  };
}
