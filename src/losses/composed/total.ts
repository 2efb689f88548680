import * as tf from '@tensorflow/tfjs-core';

/** The sum of terms, two at a time: `tf.addN` of many exceeds what a WebGPU program can read. */
export function total(terms: tf.Tensor[]): tf.Tensor {
  return terms.reduce((a, b) => tf.add(a, b));
}
