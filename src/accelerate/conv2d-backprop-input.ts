import * as tf from '@tensorflow/tfjs-core';
import { composeKernels, type KernelArguments, zeros } from './compose';
import { channelsLastConvolution } from './convolution-info';
import { cropMargins, dilate, inputGradientMargins } from './spatial';

/**
 * The gradient of a 2-D convolution with respect to its input, as a convolution: the upstream gradient dilated by the
 * strides, convolved by the filter rotated by 180° with its channels exchanged.
 *
 * @param args inputs `dy` `[batch, outHeight, outWidth, out]` and `filter` `[kh, kw, in, out]`; attributes `inputShape`
 * `[batch, height, width, in]`, `strides`, `pad`, `dimRoundingMode`, `dataFormat` (NHWC).
 * @returns `inputShape`, float32.
 * @throws if `dataFormat` is NCHW.
 */
export function composedConv2DBackpropInput(
  args: KernelArguments<'dy' | 'filter', tf.Conv2DBackpropInputAttrs>,
): tf.TensorInfo {
  const { dy, filter } = args.inputs;
  const { inputShape } = args.attrs;
  const conv = channelsLastConvolution(tf.Conv2DBackpropInput, inputShape, filter.shape, args.attrs);
  const [vertical, horizontal] = inputGradientMargins(conv);
  return composeKernels(args.backend, (run) => {
    const dilated = dilate(run, dy, conv.strideHeight, conv.strideWidth);
    const margins = cropMargins(run, dilated, vertical, horizontal);
    if (!margins) return zeros(run, inputShape);
    const [x, pad] = margins;
    const reversed = run(tf.Reverse, { x: filter }, { dims: [0, 1] });
    const rotated = run(tf.Transpose, { x: reversed }, { perm: [0, 1, 3, 2] });
    return run(tf.Conv2D, { x, filter: rotated }, { strides: 1, dilations: 1, pad, dataFormat: 'NHWC' });
  });
}
