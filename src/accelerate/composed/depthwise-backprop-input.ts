import * as tf from '@tensorflow/tfjs-core';
import { gradientConvolutionInfo } from '../convolution-info';
import type { KernelArguments } from '../kernel-arguments';
import { composeKernels, zeros } from './compose-kernels';
import { placeUpstream } from './margins';

/**
 * `DepthwiseConv2dNativeBackpropInput`, the gradient of a depthwise convolution with respect to its input, computed as
 * another depthwise convolution: the upstream gradient `dy` dilated by the strides, convolved by the rotated filter, and
 * summed over the output channels that each input channel has.
 *
 * @param args inputs `dy` `[batch, outHeight, outWidth, in·multiplier]` and `filter` `[kh, kw, in, multiplier]`;
 * attributes `inputShape` `[batch, height, width, in]`, `strides`, `dilations`, `pad`, `dimRoundingMode`.
 * @returns `inputShape`, float32.
 * @throws if the shape of `dy` is not that of the convolution's output.
 */
export function composedDepthwiseBackpropInput(
  args: KernelArguments<'dy' | 'filter', tf.DepthwiseConv2dNativeBackpropInputAttrs>,
): tf.TensorInfo {
  const { dy, filter } = args.inputs;
  const { inputShape } = args.attrs;
  const kernelName = tf.DepthwiseConv2dNativeBackpropInput;
  const conv = gradientConvolutionInfo(kernelName, inputShape, filter.shape, dy, args.attrs, true);
  const { filterHeight, filterWidth, outChannels, dilationHeight, dilationWidth } = conv;
  return composeKernels(args.backend, (run) => {
    const upstream = placeUpstream(run, dy, conv);
    if (!upstream) return zeros(run, inputShape);
    const [x, pad] = upstream;
    const reversed = run(tf.Reverse, { x: filter }, { dims: [0, 1] });
    const rotated = run(tf.Reshape, { x: reversed }, { shape: [filterHeight, filterWidth, outChannels, 1] });
    const dilations = [dilationHeight, dilationWidth];
    const perOutput = run(tf.DepthwiseConv2dNative, { x, filter: rotated }, { strides: 1, dilations, pad });
    if (outChannels === conv.inChannels) return perOutput;
    const grouped = run(
      tf.Reshape,
      { x: perOutput },
      { shape: [...inputShape, outChannels / conv.inChannels] },
    );
    return run(tf.Sum, { x: grouped }, { axis: [4], keepDims: false });
  });
}
