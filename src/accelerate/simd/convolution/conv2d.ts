import type * as tf from '@tensorflow/tfjs-core';
import type { KernelArguments } from '../../kernel-arguments';
import { runConvolution, simdConvolutionInfo } from './convolution';
import { directConvolution } from './direct';
import { winogradConvolution } from './winograd';

/**
 * `Conv2D`: by Winograd's algorithm where it applies, as products of matrices elsewhere.
 *
 * @returns the output, or undefined for convolutions that {@link simdConvolutionInfo} refuses, and without SIMD.
 */
export function simdConv2D({
  inputs,
  backend,
  attrs,
}: KernelArguments<'x' | 'filter', tf.Conv2DAttrs>): tf.TensorInfo | undefined {
  const { x, filter } = inputs;
  const conv = simdConvolutionInfo(x.shape, filter.shape, attrs, { x, filter });
  if (!conv) return undefined;
  const procedures = { winograd: winogradConvolution, direct: directConvolution };
  return runConvolution(backend, conv, [x, filter], conv.outShape, procedures);
}
