import type * as tf from '@tensorflow/tfjs-core';
import type { KernelArguments } from '../../compose';
import { simdConv2D } from './conv2d';

type Arguments = KernelArguments<'x' | 'filter', tf.FusedConv2DAttrs> & {
  inputs: { bias?: tf.TensorInfo; preluActivationWeights?: tf.TensorInfo };
};

/**
 * `FusedConv2D` without bias and activation, as layers with `useBias: false` call it.
 *
 * @returns the output, or undefined where the stock kernel must do it.
 */
export function simdFusedConv2D({ inputs, backend, attrs }: Arguments): tf.TensorInfo | undefined {
  const { x, filter, bias, preluActivationWeights } = inputs;
  if (bias || preluActivationWeights || (attrs.activation && attrs.activation !== 'linear')) return undefined;
  return simdConv2D({ inputs: { x, filter }, backend, attrs: attrs as unknown as tf.Conv2DAttrs });
}
