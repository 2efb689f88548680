import type * as tf from '@tensorflow/tfjs-core';
import type { KernelArguments } from '../../kernel-arguments';
import { simdConv2D } from './conv2d';

type Arguments = KernelArguments<'x' | 'filter', tf.FusedConv2DAttrs> & {
  inputs: { bias?: tf.TensorInfo; preluActivationWeights?: tf.TensorInfo };
};

/**
 * `FusedConv2D` without bias and activation, which is `Conv2D`: layers with `useBias: false` call it so.
 *
 * @returns the output, or undefined with a bias or an activation, and where `simdConv2D` is.
 */
export function simdFusedConv2D({ inputs, backend, attrs }: Arguments): tf.TensorInfo | undefined {
  const { x, filter, bias, preluActivationWeights } = inputs;
  if (bias || preluActivationWeights || (attrs.activation && attrs.activation !== 'linear')) return undefined;
  return simdConv2D({ inputs: { x, filter }, backend, attrs: attrs as unknown as tf.Conv2DAttrs });
}
