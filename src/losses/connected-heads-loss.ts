import * as tf from '@tensorflow/tfjs-core';
import { computeLoss } from './compute-loss';
import type { ConnectedHeads } from './connected-heads';

/**
 * The one operation behind every loss of this library: the sum of its terms, with its closed-form gradient. Works with
 * tfjs-core alone and needs no registered gradient. Arguments are taken as checked.
 *
 * @param inputs the logits of all heads in order: each `[batch, classes]`, or all side by side in one tensor
 */
export function connectedHeadsLoss(inputs: tf.Tensor[], heads: ConnectedHeads): tf.Tensor {
  const loss = tf.customGrad((...args) => {
    const save = args.pop() as tf.GradSaveFunc;
    const { value, saved, gradient } = computeLoss(args as tf.Tensor2D[], heads);
    save(saved);
    return { value, gradFunc: gradient };
  });
  return tf.tidy(() => loss(...inputs));
}
