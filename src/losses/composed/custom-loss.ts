import * as tf from '@tensorflow/tfjs-core';
import type { LossWithGradient } from '../connected-heads';

/**
 * A loss as one operation with a gradient of its own. It needs tfjs-core only, and no gradient that another package registers.
 *
 * @param inputs the tensors that have a gradient
 * @param compute the loss of the inputs, and how their gradients are computed
 */
export function customLoss(
  inputs: tf.Tensor[],
  compute: (inputs: tf.Tensor[]) => LossWithGradient,
): tf.Tensor {
  const loss = tf.customGrad((...args) => {
    const save = args.pop() as tf.GradSaveFunc;
    const { value, saved, gradient } = compute(args as tf.Tensor[]);
    save(saved);
    return { value, gradFunc: gradient };
  });
  return tf.tidy(() => loss(...inputs));
}
