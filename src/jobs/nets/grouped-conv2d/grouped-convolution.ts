import type * as tf from '@tensorflow/tfjs-core';

/** How a grouped convolution moves over its input. */
export interface GroupedConvolutionOptions {
  /** Number of groups; it divides the channels of the input and of the output. */
  groups: number;
  strides: [height: number, width: number];
  padding: 'same' | 'valid';
}

/**
 * A grouped convolution: output channel `g·(out/groups) + m` reads the `in/groups` input channels of group `g` only, as
 * in PyTorch.
 *
 * @param x `[batch, height, width, in]`
 * @param kernel `[kernelHeight, kernelWidth, in/groups, out]`
 * @returns `[batch, outHeight, outWidth, out]`
 * @see Krizhevsky et al. 2012, Section 3.5; Xie et al. 2017, Aggregated Residual Transformations
 */
export type GroupedConvolution = (
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  options: GroupedConvolutionOptions,
) => tf.Tensor4D;
