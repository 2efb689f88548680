import type * as tf from '@tensorflow/tfjs-core';
import type { KernelArguments } from '../compose';
import { convolutionInfo, suitsWinograd } from './convolution';
import { directConvolution } from './direct';
import { pointer, simdModule, type WasmBackend } from './module';
import { winogradConvolution } from './winograd';

type Arguments = KernelArguments<'x' | 'filter', tf.Conv2DAttrs>;

/**
 * `Conv2D` by Winograd where it applies, by products of matrices elsewhere.
 *
 * @returns the output, or undefined where the stock kernel must do it.
 */
export function simdConv2D({ inputs, backend, attrs }: Arguments): tf.TensorInfo | undefined {
  const { x, filter } = inputs;
  const wasm = backend as WasmBackend;
  const simd = simdModule(wasm);
  const conv = simd && convolutionInfo(x.shape, filter.shape, attrs, x, filter);
  if (!simd || !conv) return undefined;
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, batchSize, padInfo } = conv;
  const out = wasm.makeOutput(conv.outShape, 'float32');
  if (!suitsWinograd(conv)) {
    directConvolution(wasm, simd, conv, pointer(wasm, x), pointer(wasm, filter), pointer(wasm, out));
    return out;
  }
  winogradConvolution(
    wasm,
    simd,
    { pointer: pointer(wasm, x), height: inHeight, width: inWidth, channels: inChannels },
    {
      pointer: pointer(wasm, filter),
      yStride: 12 * inChannels * outChannels,
      xStride: 4 * inChannels * outChannels,
      inStride: 4 * outChannels,
      outStride: 4,
    },
    { pointer: pointer(wasm, out), height: outHeight, width: outWidth, channels: outChannels },
    { batch: batchSize, top: padInfo.top, left: padInfo.left },
  );
  return out;
}
