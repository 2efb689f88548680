import * as tf from '@tensorflow/tfjs-core';
import { customLoss } from '../../losses/composed/custom-loss';
import { isRecorded } from '../../losses/composed/is-recorded';
import { total } from '../../losses/composed/total';
import type { LossWithGradient } from '../../losses/connected-heads';
import type { Reduction } from '../../losses/loss-options';

/** A loss in the parts that a reduction treats differently; gradients are in the order of the inputs, and computed where they are needed. */
export interface LossParts {
  /** One number a sample, `[batch]`, each times its share, and the gradients of their sum. */
  losses: tf.Tensor;
  gradients: () => tf.Tensor[];
  /** What belongs to the batch as a whole, a scalar. With the reduction `'none'` it is added to every sample's loss. */
  ofBatch?: { value: tf.Tensor; gradients: () => tf.Tensor[] };
}

/**
 * A loss as one operation with a closed-form gradient.
 *
 * @param inputs the logits `[batch, classes]` that have a gradient
 * @param compute the parts of the loss; called inside a tidy, and only for batches with samples
 */
export function lossOfParts(
  inputs: tf.Tensor[],
  reduction: Reduction,
  compute: (inputs: tf.Tensor2D[]) => LossParts,
): tf.Tensor {
  return customLoss(inputs, (logits) => {
    if (logits[0]!.shape[0] === 0) return emptyLoss(logits, reduction);
    const { losses, gradients, ofBatch } = compute(logits as tf.Tensor2D[]);
    const samples = reduction === 'none' ? losses : tf.sum(losses);
    return {
      value: ofBatch ? tf.add(samples, ofBatch.value) : samples,
      saved: isRecorded() ? [...gradients(), ...(ofBatch?.gradients() ?? [])] : [],
      gradient: (upstream, saved) => {
        const own = saved.slice(0, logits.length);
        // The whole batch's part was added to each loss, so its gradient is multiplied by the sum of their upstream gradients.
        const shared = saved.slice(logits.length).map((gradient) => tf.mul(gradient, tf.sum(upstream)));
        const each = reduction === 'none' ? tf.reshape(upstream, [-1, 1]) : upstream;
        return own.map((gradient, i) => total([tf.mul(gradient, each), ...shared.slice(i, i + 1)]));
      },
    };
  });
}

/** A batch without samples has the loss 0, or no losses, and an empty gradient: many kernels take no tensor without numbers. */
function emptyLoss(inputs: tf.Tensor[], reduction: Reduction): LossWithGradient {
  return {
    value: reduction === 'none' ? tf.tensor1d([]) : tf.scalar(0),
    saved: [],
    gradient: () => inputs.map(({ shape }) => tf.tensor([], shape)),
  };
}
