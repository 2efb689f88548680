import * as tf from '@tensorflow/tfjs-core';
import { type ArrayBackend, arrayLoss } from '../array-loss';
import { float64Vectors } from '../cpu/float64-vectors';
import type { FusedImplementation } from '../fused-loss';
import type { Vectors } from '../vectors';
import { makeSimdVectors } from './simd-vectors';
import { lendSpareArray } from './spare-arrays';

/** What of tfjs's wasm backend the loss uses. */
interface WasmBackend {
  /** Where tensors are. It brings a tensor of another backend into wasm memory, which may have to grow for it. */
  dataIdMap: { get(dataId: object): unknown };
  /** A view of a tensor's values in wasm memory, which is detached when that memory grows. */
  typedArrayFromHeap(tensor: tf.TensorInfo): tf.TypedArray;
}

const heap: Omit<ArrayBackend<unknown>, 'vectors'> = {
  read(tensors) {
    const backend = tf.backend() as unknown as WasmBackend;
    for (const { dataId } of tensors) backend.dataIdMap.get(dataId);
    return tensors.map((tensor) => backend.typedArrayFromHeap(tensor));
  },
  lendArray: lendSpareArray,
};

let vectors: Vectors<unknown> | undefined;

/** The loss on the wasm backend: in SIMD, in single precision; where WebAssembly has no SIMD, in double precision. */
export const wasmLoss: FusedImplementation = (inputs, loss) => {
  vectors ??= makeSimdVectors() ?? float64Vectors;
  return arrayLoss({ ...heap, vectors }, inputs, loss);
};
