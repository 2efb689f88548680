import * as tf from '@tensorflow/tfjs-core';

/** The sum of tensors. It adds two at a time, because `tf.addN` of many needs more tensors than a WebGPU program can read. */
export function total(terms: tf.Tensor[]): tf.Tensor {
  return terms.reduce((a, b) => tf.add(a, b));
}
