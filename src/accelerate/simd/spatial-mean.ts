import * as tf from '@tensorflow/tfjs-core';
import { FLOAT_BYTES, LANES } from '../../simd-sizes';
import type { KernelArguments } from '../kernel-arguments';
import { simdModule } from './simd-module';
import { pointer, values, type WasmBackend } from './wasm-backend';

/**
 * `Mean` over the rows and columns of `[batch, height, width, channels]`, as global average pooling takes it. The stock
 * kernel transposes its input first; this one does not.
 *
 * @returns undefined for other means, where the number of channels is no multiple of four, and without SIMD.
 */
export function simdSpatialMean({
  inputs,
  backend,
  attrs,
}: KernelArguments<'x', tf.MeanAttrs>): tf.TensorInfo | undefined {
  const { x } = inputs;
  const wasm = backend as WasmBackend;
  const simd = simdModule(wasm);
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const axes = tf.util.parseAxisParam(attrs.axis, x.shape).sort();
  const covered = x.shape.length === 4 && x.dtype === 'float32' && axes.join() === '1,2';
  if (!simd || !covered || channels % LANES !== 0 || tf.util.sizeFromShape(x.shape) === 0) return undefined;
  const pixels = height * width;
  const out = wasm.makeOutput(attrs.keepDims ? [batch, 1, 1, channels] : [batch, channels], 'float32');
  const [maps, sums] = [pointer(wasm, x), pointer(wasm, out)];
  const pitch = channels * FLOAT_BYTES;
  for (let image = 0; image < batch; image++) {
    simd.sumRows(maps + image * pixels * pitch, pixels, channels, sums + image * pitch);
  }
  const [means] = values(wasm, out);
  for (let i = 0; i < means.length; i++) means[i]! /= pixels;
  return out;
}
