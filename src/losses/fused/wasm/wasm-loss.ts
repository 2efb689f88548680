import * as tf from '@tensorflow/tfjs-core';
import { type ArrayBackend, arrayLoss } from '../array-loss';
import { float64Vectors } from '../cpu/float64-vectors';
import type { FusedImplementation } from '../fused-loss';
import type { Vectors } from '../vectors';
import { makeSimdVectors } from './simd-vectors';

/** What of tfjs's wasm backend the loss uses. */
interface WasmBackend {
  /** A view of a tensor's values in wasm memory, which is detached when that memory grows. */
  typedArrayFromHeap(tensor: tf.TensorInfo): tf.TypedArray;
}

/** Arrays that the backend has copied into tensors, kept for the next gradients: to make an array takes longer than to fill it. */
const spare: Float32Array[] = [];

const heap: Omit<ArrayBackend<unknown>, 'vectors'> = {
  read(tensors) {
    const backend = tf.backend() as unknown as WasmBackend;
    return tensors.map((tensor) => backend.typedArrayFromHeap(tensor));
  },
  makeArray(size) {
    const array = spare.pop();
    return array?.length === size ? array : new Float32Array(size);
  },
  toTensor(array, shape) {
    spare.push(array);
    return tf.tensor2d(array, shape);
  },
};

let vectors: Vectors<unknown> | undefined;

/** The loss on the wasm backend: in SIMD, in single precision; where WebAssembly has no SIMD, in double precision. */
export const wasmLoss: FusedImplementation = (inputs, loss) => {
  vectors ??= makeSimdVectors() ?? float64Vectors;
  return arrayLoss({ ...heap, vectors }, inputs, loss);
};
