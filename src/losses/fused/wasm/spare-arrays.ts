import * as tf from '@tensorflow/tfjs-core';
import type { LentArray } from '../array-loss';

/** An array, and how often it has been lent. */
interface SpareArray {
  values: Float32Array;
  timesLent: number;
}

/** Arrays that the backend has copied into tensors, kept for the next gradients: to make an array takes longer than to fill it. */
const spare: SpareArray[] = [];

/** Lends an array whose numbers are copied when a tensor is made of it. It is lent again from then on. */
export function lendSpareArray(size: number): LentArray {
  const last = spare.pop();
  const array = last?.values.length === size ? last : { values: new Float32Array(size), timesLent: 0 };
  const lent = ++array.timesLent;
  return {
    values: array.values,
    toTensor(shape) {
      if (array.timesLent !== lent) {
        throw new Error(
          'The gradient of a loss can be asked for again only until another loss is computed: its numbers have been overwritten. ' +
            'Compute the loss again.',
        );
      }
      const copied = 'typedArrayFromHeap' in tf.backend();
      // Another backend, which was set after the loss was computed, may keep the array itself.
      if (copied && !spare.includes(array)) spare.push(array);
      return tf.tensor2d(array.values, shape);
    },
  };
}
