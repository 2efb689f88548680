import * as tf from '@tensorflow/tfjs-core';
import { canReadTensors } from '../assert-labels';

/** The gradients of a loss, given functions that make tensors of them, times that of what the loss is a part of. */
export function scaledGradients(gradients: readonly (() => tf.Tensor)[], upstream: tf.Tensor): tf.Tensor[] {
  const isOne = canReadTensors() && upstream.dataSync()[0] === 1;
  return gradients.map((make) => (isOne ? make() : tf.mul(make(), upstream)));
}
