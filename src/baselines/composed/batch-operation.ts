import * as tf from '@tensorflow/tfjs-core';
import { customLoss } from '../../losses/composed/custom-loss';
import type { LossWithGradient } from '../../losses/connected-heads';

/**
 * An operation on a batch with a closed-form gradient. Of a batch without samples the result is empty and all gradients are 0, without
 * a kernel: some do not take tensors without numbers, and the sum of none is what was in the memory before.
 *
 * @param inputs the tensors that have a gradient
 * @param shape of the result; the first number is that of the samples
 */
export function batchOperation(
  inputs: tf.Tensor[],
  shape: [samples: number, columns: number],
  compute: (inputs: tf.Tensor[]) => LossWithGradient,
): tf.Tensor2D {
  return customLoss(inputs, (values) => {
    if (shape[0] > 0) return compute(values);
    const gradient = () => values.map((value) => tf.zeros(value.shape));
    return { value: tf.tensor2d([], shape), saved: [], gradient };
  }) as tf.Tensor2D;
}
