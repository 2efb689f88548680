import type * as tf from '@tensorflow/tfjs-core';
import type { KernelArguments } from '../compose';
import type { WasmBackend } from './module';

/**
 * `Identity` that shares the values, as the cpu backend does, where wasm copies them.
 *
 * @returns undefined for strings, whose bytes tfjs would subtract from `tf.memory()` once for each that shares them.
 */
export function sharedIdentity({ inputs, backend }: KernelArguments<'x', object>): tf.TensorInfo | undefined {
  const { dataId, shape, dtype } = inputs.x;
  if (dtype === 'string') return undefined;
  (backend as WasmBackend).incRef(dataId);
  return { dataId, shape, dtype };
}
