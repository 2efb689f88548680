import * as tf from '@tensorflow/tfjs-core';
import { gradientConvolutionInfo } from '../convolution-info';
import type { KernelArguments } from '../kernel-arguments';
import { composeKernels, zeros } from './compose-kernels';
import { cropMargins, filterGradientMargins } from './margins';

/**
 * `DepthwiseConv2dNativeBackpropFilter`, the gradient of a depthwise convolution with respect to its filter, computed as
 * another depthwise convolution: every channel of every image becomes a channel of one image, which is convolved by its own
 * upstream gradient with strides and dilations exchanged; the results are summed over the batch.
 *
 * @param args inputs `x` `[batch, height, width, in]` and `dy` `[batch, outHeight, outWidth, in·multiplier]`; attributes
 * `filterShape` `[kh, kw, in, multiplier]`, `strides`, `dilations`, `pad`, `dimRoundingMode`.
 * @returns `[kh, kw, in, multiplier]`, float32.
 * @throws if the shape of `dy` is not that of the convolution's output.
 */
export function composedDepthwiseBackpropFilter(
  args: KernelArguments<'x' | 'dy', tf.DepthwiseConv2dNativeBackpropFilterAttrs>,
): tf.TensorInfo {
  const { x, dy } = args.inputs;
  const { filterShape } = args.attrs;
  const kernelName = tf.DepthwiseConv2dNativeBackpropFilter;
  const conv = gradientConvolutionInfo(kernelName, x.shape, filterShape, dy, args.attrs, true);
  const { batchSize, inChannels, outChannels, outHeight, outWidth } = conv;
  return composeKernels(args.backend, (run) => {
    const margins = cropMargins(run, x, ...filterGradientMargins(conv));
    if (!margins) return zeros(run, filterShape);
    const [cropped, pad] = margins;
    const [, height, width] = cropped.shape as [number, number, number, number];
    const channels = batchSize * inChannels;
    const batchInside = run(tf.Transpose, { x: cropped }, { perm: [1, 2, 0, 3] });
    const input = run(tf.Reshape, { x: batchInside }, { shape: [1, height, width, channels] });
    const dyInside = run(tf.Transpose, { x: dy }, { perm: [1, 2, 0, 3] });
    const multiplier = outChannels / inChannels;
    const filter = run(tf.Reshape, { x: dyInside }, { shape: [outHeight, outWidth, channels, multiplier] });
    const perImage = run(
      tf.DepthwiseConv2dNative,
      { x: input, filter },
      {
        strides: [conv.dilationHeight, conv.dilationWidth],
        dilations: [conv.strideHeight, conv.strideWidth],
        pad,
      },
    );
    const [kh, kw] = filterShape;
    const grouped = run(tf.Reshape, { x: perImage }, { shape: [kh, kw, batchSize, inChannels, multiplier] });
    return run(tf.Sum, { x: grouped }, { axis: [2], keepDims: false });
  });
}
