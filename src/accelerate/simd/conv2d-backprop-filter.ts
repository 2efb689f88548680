import type * as tf from '@tensorflow/tfjs-core';
import type { KernelArguments } from '../compose';
import { convolutionInfo, suitsWinograd } from './convolution';
import { directFilterGradient } from './direct';
import { pointer, simdModule, type WasmBackend } from './module';
import { winogradFilterGradient } from './winograd';

type Arguments = KernelArguments<'x' | 'dy', tf.Conv2DBackpropFilterAttrs>;

/**
 * `Conv2DBackpropFilter` by the adjoint of Winograd's formula where it applies, by products of matrices elsewhere.
 *
 * @returns the gradient, or undefined where the composed kernel must do it.
 */
export function simdConv2DBackpropFilter({ inputs, backend, attrs }: Arguments): tf.TensorInfo | undefined {
  const { x, dy } = inputs;
  const wasm = backend as WasmBackend;
  const simd = simdModule(wasm);
  const conv = simd && convolutionInfo(x.shape, attrs.filterShape, attrs, x, dy);
  if (!simd || !conv) return undefined;
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, batchSize, padInfo } = conv;
  const out = wasm.makeOutput(attrs.filterShape, 'float32');
  if (!suitsWinograd(conv)) {
    directFilterGradient(wasm, simd, conv, pointer(wasm, x), pointer(wasm, dy), pointer(wasm, out));
    return out;
  }
  winogradFilterGradient(
    wasm,
    simd,
    { pointer: pointer(wasm, x), height: inHeight, width: inWidth, channels: inChannels },
    { pointer: pointer(wasm, dy), height: outHeight, width: outWidth, channels: outChannels },
    pointer(wasm, out),
    { batch: batchSize, top: padInfo.top, left: padInfo.left },
  );
  return out;
}
