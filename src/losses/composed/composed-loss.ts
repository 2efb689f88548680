import * as tf from '@tensorflow/tfjs-core';
import { classStatistics } from '../class-statistics';
import type { ConnectedHeads, LossWithGradient } from '../connected-heads';
import { balancedCrossEntropy } from './balanced-cross-entropy';
import { selfDistillation } from './self-distillation';
import { stackHeads, unstackHeads } from './stack-heads';
import { total } from './total';

/**
 * Computes a loss by operations of tfjs-core, which every backend has. Its gradient needs none that is registered elsewhere.
 *
 * @param differentiated whether its gradient may be asked for
 */
export function composedLoss(
  inputs: tf.Tensor2D[],
  { samplesPerClass, crossEntropy, distillation }: ConnectedHeads,
  differentiated = true,
): LossWithGradient {
  const statistics = classStatistics(
    samplesPerClass,
    crossEntropy?.m ?? 0,
    distillation?.gamma ?? 0,
    crossEntropy?.tau,
  );
  const logits = stackHeads(inputs, samplesPerClass.length);
  const terms = [
    crossEntropy && balancedCrossEntropy(logits, statistics, crossEntropy),
    distillation && selfDistillation(logits, statistics, distillation),
  ].filter((term) => term !== undefined);
  return {
    value: total(terms.map(({ value }) => value)),
    saved: differentiated ? terms.map(({ gradient }) => gradient()) : [],
    gradient(upstream, saved) {
      // With one loss a sample there is one upstream gradient a sample. A term that is a mean over the batch was added to the
      // loss of every sample, so its gradient is multiplied by their sum.
      const scaled = saved.map((gradient, i) =>
        tf.mul(gradient, terms[i]!.value.rank === 0 ? tf.sum(upstream) : tf.reshape(upstream, [-1, 1])),
      );
      return unstackHeads(total(scaled) as tf.Tensor3D, inputs.length);
    },
  };
}
