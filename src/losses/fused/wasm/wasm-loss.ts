import * as tf from '@tensorflow/tfjs-core';
import { arrayLoss } from '../array-loss';
import type { FusedImplementation } from '../fused-loss';
import { batchLoss } from './batch-loss';
import type { WasmBackend } from './wasm-backend';
import { valuesInHeap, workplaceOf } from './workplace';

/**
 * The loss on the wasm backend: the whole batch in one call of a SIMD module, in single precision. Where WebAssembly has no SIMD, it
 * is computed in double precision by JavaScript.
 */
export const wasmLoss: FusedImplementation = (inputs, loss, differentiated) => {
  const backend = tf.backend() as WasmBackend;
  const workplace = workplaceOf(backend);
  if (workplace) return batchLoss(workplace, inputs, loss, differentiated);
  return arrayLoss(inputs, loss, differentiated, (tensors) => valuesInHeap(backend, tensors));
};
