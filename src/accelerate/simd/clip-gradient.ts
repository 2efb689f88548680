import * as tf from '@tensorflow/tfjs-core';
import type { KernelArguments } from '../kernel-arguments';
import { simdModule } from './simd-module';
import { pointer, type WasmBackend } from './wasm-backend';

/** The numbers between which a gradient passes, themselves included. */
export interface ClipGradientAttributes {
  low: number;
  high: number;
}

/**
 * `ClipGradient`: `dy` where `low ≤ x ≤ high`, and 0 elsewhere, in one pass over both. To be run only where the SIMD module
 * is active, on float32.
 */
export function simdClipGradient({
  inputs: { dy, x },
  backend,
  attrs: { low, high },
}: KernelArguments<'dy' | 'x', ClipGradientAttributes>): tf.TensorInfo {
  const wasm = backend as WasmBackend;
  const out = wasm.makeOutput(x.shape, 'float32');
  const size = tf.util.sizeFromShape(x.shape);
  simdModule(wasm)!.clipGradient(pointer(wasm, dy), pointer(wasm, x), low, high, size, pointer(wasm, out));
  return out;
}
