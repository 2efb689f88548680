import * as tf from '@tensorflow/tfjs-core';
import { FLOAT_BYTES, LANES } from '../../simd-sizes';
import type { KernelArguments } from '../kernel-arguments';
import { simdModule } from './simd-module';
import { pointer, type WasmBackend } from './wasm-backend';

/**
 * `AvgPoolGrad` of windows of one pixel, as a residual network's shortcuts have them: the upstream gradient where a pixel was taken,
 * and 0 elsewhere.
 *
 * @returns undefined for other windows, padding, channels that are no multiple of four, other types than float32, and without SIMD.
 */
export function simdAveragePoolGradient({
  inputs: { dy, input: x },
  backend,
  attrs,
}: KernelArguments<'dy' | 'input', tf.AvgPoolGradAttrs>): tf.TensorInfo | undefined {
  const wasm = backend as WasmBackend;
  const simd = simdModule(wasm);
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const { filterSize, strides, pad } = attrs;
  const sizes = tf.backend_util.computePool2DInfo(
    [batch, height, width, channels],
    filterSize,
    strides,
    1,
    pad,
  );
  const { filterHeight, filterWidth, padInfo, outHeight, outWidth, strideHeight, strideWidth } = sizes;
  const suits =
    filterHeight * filterWidth === 1 &&
    Math.max(padInfo.top, padInfo.bottom, padInfo.left, padInfo.right) === 0 &&
    channels % LANES === 0 &&
    dy.dtype === 'float32' &&
    tf.util.sizeFromShape(dy.shape) > 0;
  if (!simd || !suits) return undefined;
  const out = wasm.makeOutput(x.shape, 'float32');
  const pixel = channels * FLOAT_BYTES;
  const [upstream, target] = [pointer(wasm, dy), pointer(wasm, out)];
  simd.clear(target, batch * height * width * pixel);
  for (let image = 0; image < batch; image++) {
    simd.scatterPatches(
      ...([upstream + image * outHeight * outWidth * pixel, pixel, outHeight, outWidth] as const),
      ...([strideHeight, strideWidth, 1, 1] as const),
      ...([target + image * height * width * pixel, width, channels] as const),
    );
  }
  return out;
}
