import type * as tf from '@tensorflow/tfjs-core';
import { customLoss } from './composed/custom-loss';
import { isRecorded } from './composed/is-recorded';
import { computeLoss } from './compute-loss';
import type { ConnectedHeads } from './connected-heads';

/**
 * Computes a loss over several heads, cross entropies and self-distillations, as one operation with a gradient of its own. Every
 * loss of this library is this operation with other terms. It needs tfjs-core only, and no gradient that another package
 * registers. Its arguments have been checked by its callers.
 *
 * @param inputs the logits of the heads in order: one tensor `[batch, classes]` a head, or one tensor with all side by side
 */
export function connectedHeadsLoss(inputs: tf.Tensor[], heads: ConnectedHeads): tf.Tensor {
  return customLoss(inputs, (logits) => computeLoss(logits as tf.Tensor2D[], heads, isRecorded()));
}
