import type * as tf from '@tensorflow/tfjs-core';
import type { KernelArguments } from '../kernel-arguments';
import type { WasmBackend } from '../simd/wasm-backend';

/**
 * `Identity`, which `tf.clone` runs, without a copy: its output has the data of its input, whose count of
 * users is raised by one. The stock wasm kernel copies the values.
 *
 * @returns undefined for strings: `tf.memory()` would subtract their bytes once for each output that shares them.
 */
export function sharedIdentity({ inputs, backend }: KernelArguments<'x', object>): tf.TensorInfo | undefined {
  const { dataId, shape, dtype } = inputs.x;
  if (dtype === 'string') return undefined;
  (backend as WasmBackend).incRef(dataId);
  return { dataId, shape, dtype };
}
