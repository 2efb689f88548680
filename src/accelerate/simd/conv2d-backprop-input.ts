import type * as tf from '@tensorflow/tfjs-core';
import type { KernelArguments } from '../compose';
import { convolutionInfo, suitsWinograd } from './convolution';
import { directInputGradient } from './direct';
import { pointer, simdModule, type WasmBackend } from './module';
import { winogradConvolution } from './winograd';

type Arguments = KernelArguments<'dy' | 'filter', tf.Conv2DBackpropInputAttrs>;

/**
 * `Conv2DBackpropInput` by Winograd where it applies, a convolution of `dy` by the filter rotated by 180° with its
 * channels exchanged; by products of matrices elsewhere.
 *
 * @returns the gradient, or undefined where the composed kernel must do it.
 */
export function simdConv2DBackpropInput({ inputs, backend, attrs }: Arguments): tf.TensorInfo | undefined {
  const { dy, filter } = inputs;
  const wasm = backend as WasmBackend;
  const simd = simdModule(wasm);
  const conv = simd && convolutionInfo(attrs.inputShape, filter.shape, attrs, dy, filter);
  if (!simd || !conv) return undefined;
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, batchSize, padInfo } = conv;
  const out = wasm.makeOutput(conv.inShape, 'float32');
  if (!suitsWinograd(conv)) {
    directInputGradient(wasm, simd, conv, pointer(wasm, dy), pointer(wasm, filter), pointer(wasm, out));
    return out;
  }
  const yStride = 12 * inChannels * outChannels;
  const xStride = 4 * inChannels * outChannels;
  winogradConvolution(
    wasm,
    simd,
    { pointer: pointer(wasm, dy), height: outHeight, width: outWidth, channels: outChannels },
    {
      pointer: pointer(wasm, filter) + 2 * (yStride + xStride),
      yStride: -yStride,
      xStride: -xStride,
      inStride: 4,
      outStride: 4 * outChannels,
    },
    { pointer: pointer(wasm, out), height: inHeight, width: inWidth, channels: inChannels },
    { batch: batchSize, top: 2 - padInfo.top, left: 2 - padInfo.left },
  );
  return out;
}
