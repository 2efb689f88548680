import type * as tf from '@tensorflow/tfjs-core';
import type { KernelArguments } from '../../kernel-arguments';
import { runConvolution, simdConvolutionInfo } from './convolution';
import { directInputGradient } from './direct';
import { winogradInputGradient } from './winograd';

/**
 * `Conv2DBackpropInput`: by Winograd's algorithm where it applies, as products of matrices elsewhere.
 *
 * @returns the gradient, or undefined for convolutions that {@link simdConvolutionInfo} refuses, and without SIMD.
 */
export function simdConv2DBackpropInput({
  inputs,
  backend,
  attrs,
}: KernelArguments<'dy' | 'filter', tf.Conv2DBackpropInputAttrs>): tf.TensorInfo | undefined {
  const { dy, filter } = inputs;
  const conv = simdConvolutionInfo(attrs.inputShape, filter.shape, attrs, { dy, filter });
  if (!conv) return undefined;
  const procedures = { winograd: winogradInputGradient, direct: directInputGradient };
  return runConvolution(backend, conv, [dy, filter], conv.inShape, procedures);
}
