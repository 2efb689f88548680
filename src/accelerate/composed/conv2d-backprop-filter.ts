import * as tf from '@tensorflow/tfjs-core';
import { gradientConvolutionInfo } from '../convolution-info';
import type { KernelArguments } from '../kernel-arguments';
import { composeKernels, zeros } from './compose-kernels';
import { cropMargins, filterGradientMargins } from './margins';

/**
 * `Conv2DBackpropFilter`, the gradient of a 2-D convolution with respect to its filter, computed as another convolution: the
 * input with batch and channels exchanged, convolved by the upstream gradient `dy` dilated by the strides,
 * `dw[i, j, c, k] = Σ_{b, p, q} x[b, p·s + i − top, q·s + j − left, c] · dy[b, p, q, k]`.
 *
 * @param args inputs `x` `[batch, height, width, in]` and `dy` `[batch, outHeight, outWidth, out]`; attributes
 * `filterShape` `[kh, kw, in, out]`, `strides`, `pad`, `dimRoundingMode`, `dataFormat` (NHWC).
 * @returns `[kh, kw, in, out]`, float32.
 * @throws if `dataFormat` is NCHW, which no convolution of the wasm backend has, or the shape of `dy` is not that of the output.
 */
export function composedConv2DBackpropFilter(
  args: KernelArguments<'x' | 'dy', tf.Conv2DBackpropFilterAttrs>,
): tf.TensorInfo {
  const { x, dy } = args.inputs;
  const { filterShape } = args.attrs;
  const conv = gradientConvolutionInfo(tf.Conv2DBackpropFilter, x.shape, filterShape, dy, args.attrs);
  return composeKernels(args.backend, (run) => {
    const margins = cropMargins(run, x, ...filterGradientMargins(conv));
    if (!margins) return zeros(run, filterShape);
    const [cropped, pad] = margins;
    const input = run(tf.Transpose, { x: cropped }, { perm: [3, 1, 2, 0] });
    const filter = run(tf.Transpose, { x: dy }, { perm: [1, 2, 0, 3] });
    const gradient = run(
      tf.Conv2D,
      { x: input, filter },
      { strides: 1, dilations: [conv.strideHeight, conv.strideWidth], pad, dataFormat: 'NHWC' },
    );
    return run(tf.Transpose, { x: gradient }, { perm: [1, 2, 0, 3] });
  });
}
