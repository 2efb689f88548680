import * as tf from '@tensorflow/tfjs-core';
import { type ArrayBackend, arrayLoss } from '../array-loss';
import type { FusedImplementation } from '../fused-loss';
import { float64Vectors } from './float64-vectors';

const backend: ArrayBackend<Float64Array> = {
  vectors: float64Vectors,
  read: (tensors) => tensors.map((tensor) => tensor.dataSync()),
  lendArray(size) {
    const values = new Float32Array(size);
    // The tensor keeps the array itself, without a copy. No kernel writes into it, so it can be in several tensors.
    return { values, toTensor: (shape) => tf.tensor2d(values, shape) };
  },
};

/** The loss on the cpu backend: inputs and results are float32, what is between them is computed in double precision. */
export const cpuLoss: FusedImplementation = (inputs, loss) => arrayLoss(backend, inputs, loss);
