import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { forEachWeight } from './replica-memory';

/** Gives weights the numbers of an array that has all of them, one after the other. */
export function writeWeights(weights: LayersModel['weights'], from: Float32Array): void {
  forEachWeight(weights, (variable, start, end) => {
    // The cpu backend keeps the array that it is given: a copy, as the shared one changes.
    const value = tf.tensor(from.slice(start, end), variable.shape, variable.dtype);
    variable.assign(value);
    value.dispose();
  });
}
