import type * as tf from '@tensorflow/tfjs-core';
import type { KernelArguments } from '../../kernel-arguments';
import { runConvolution, simdConvolutionInfo } from './convolution';
import { directFilterGradient } from './direct';
import { winogradFilterGradient } from './winograd';

/**
 * `Conv2DBackpropFilter`: by the adjoint of Winograd's algorithm where it applies, as products of matrices elsewhere.
 *
 * @returns the gradient, or undefined for convolutions that {@link simdConvolutionInfo} refuses, and without SIMD.
 */
export function simdConv2DBackpropFilter({
  inputs,
  backend,
  attrs,
}: KernelArguments<'x' | 'dy', tf.Conv2DBackpropFilterAttrs>): tf.TensorInfo | undefined {
  const { x, dy } = inputs;
  const conv = simdConvolutionInfo(x.shape, attrs.filterShape, attrs, { x, dy });
  if (!conv) return undefined;
  const procedures = { winograd: winogradFilterGradient, direct: directFilterGradient };
  return runConvolution(backend, conv, [x, dy], attrs.filterShape, procedures);
}
