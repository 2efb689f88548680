import * as tf from '@tensorflow/tfjs-core';
import type { KernelArguments } from '../kernel-arguments';
import { simdModule } from './simd-module';
import { pointer, type WasmBackend } from './wasm-backend';

/**
 * `ReluGradient`: `dy` where `x` is above 0, and 0 elsewhere, in one pass over both. To be run only where the SIMD module
 * is active, on float32.
 */
export function simdReluGradient({ inputs, backend }: KernelArguments<'dy' | 'x', object>): tf.TensorInfo {
  const { dy, x } = inputs;
  const wasm = backend as WasmBackend;
  const out = wasm.makeOutput(x.shape, 'float32');
  const size = tf.util.sizeFromShape(x.shape);
  simdModule(wasm)!.reluGradient(pointer(wasm, dy), pointer(wasm, x), size, pointer(wasm, out));
  return out;
}
