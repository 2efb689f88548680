import * as tf from '@tensorflow/tfjs-core';
import { arrayLoss } from '../array-loss';
import type { FusedImplementation } from '../fused-loss';
import { batchLoss } from './batch-loss';
import { lossModule } from './loss-module';
import type { WasmBackend } from './wasm-backend';

/**
 * The loss on the wasm backend: the whole batch in one call of a SIMD module, in single precision. Where the module cannot be in the
 * backend's memory, for example without SIMD, it is computed in double precision by JavaScript.
 */
export const wasmLoss: FusedImplementation = (inputs, loss, differentiated) => {
  const backend = tf.backend() as WasmBackend;
  const module = lossModule(backend);
  if (module) return batchLoss(backend, module, inputs, loss, differentiated);
  return arrayLoss(inputs, loss, differentiated, (tensors) => {
    // All tensors first: one of another backend may make the memory grow, and detach the views of it.
    for (const { dataId } of tensors) backend.dataIdMap.get(dataId);
    return tensors.map((tensor) => backend.typedArrayFromHeap(tensor));
  });
};
