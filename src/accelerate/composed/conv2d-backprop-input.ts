import * as tf from '@tensorflow/tfjs-core';
import { gradientConvolutionInfo } from '../convolution-info';
import type { KernelArguments } from '../kernel-arguments';
import { composeKernels, zeros } from './compose-kernels';
import { placeUpstream } from './margins';

/**
 * `Conv2DBackpropInput`, the gradient of a 2-D convolution with respect to its input, computed as another convolution: the
 * upstream gradient `dy` dilated by the strides, convolved by the filter rotated by 180° with its channels exchanged.
 *
 * @param args inputs `dy` `[batch, outHeight, outWidth, out]` and `filter` `[kh, kw, in, out]`; attributes `inputShape`
 * `[batch, height, width, in]`, `strides`, `pad`, `dimRoundingMode`, `dataFormat` (NHWC).
 * @returns `inputShape`, float32.
 * @throws if `dataFormat` is NCHW, or the shape of `dy` is not that of a convolution of `inputShape`.
 */
export function composedConv2DBackpropInput(
  args: KernelArguments<'dy' | 'filter', tf.Conv2DBackpropInputAttrs>,
): tf.TensorInfo {
  const { dy, filter } = args.inputs;
  const { inputShape } = args.attrs;
  const conv = gradientConvolutionInfo(tf.Conv2DBackpropInput, inputShape, filter.shape, dy, args.attrs);
  return composeKernels(args.backend, (run) => {
    const upstream = placeUpstream(run, dy, conv);
    if (!upstream) return zeros(run, inputShape);
    const [x, pad] = upstream;
    const reversed = run(tf.Reverse, { x: filter }, { dims: [0, 1] });
    const rotated = run(tf.Transpose, { x: reversed }, { perm: [0, 1, 3, 2] });
    return run(tf.Conv2D, { x, filter: rotated }, { strides: 1, dilations: 1, pad, dataFormat: 'NHWC' });
  });
}
