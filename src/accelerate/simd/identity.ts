import type * as tf from '@tensorflow/tfjs-core';
import type { KernelArguments } from '../compose';
import type { WasmBackend } from './module';

/** `Identity` that shares the values, as the cpu backend does, where wasm copies them. */
export function sharedIdentity({ inputs, backend }: KernelArguments<'x', object>): tf.TensorInfo {
  const { dataId, shape, dtype } = inputs.x;
  (backend as WasmBackend).incRef(dataId);
  return { dataId, shape, dtype };
}
