import * as tf from '@tensorflow/tfjs-core';
import { balancedSoftmaxLoss, classTemperatures, classWeights, longTailedCounts } from 'mbib';
import { crossEntropyLoss } from 'mbib/baselines';

/** What the figures of docs/learn show that needs no training: values of the library's functions, for the digits. */
export function computed(samplesPerClass: readonly number[]) {
  const labels = tf.tensor1d([0], 'int32');
  const logits = tf.zeros<tf.Rank.R2>([1, samplesPerClass.length]);
  const push = (loss: (logits: tf.Tensor) => tf.Scalar) => Array.from(tf.grad(loss)(logits).dataSync());
  return {
    cifar100: longTailedCounts({ classes: 100, max: 500, imbalanceFactor: 100 }),
    /** How far a training image of class 0 pushes each class's logit down, at equal logits; up for its own. */
    push: {
      crossEntropy: push((x) => crossEntropyLoss(labels, x as tf.Tensor2D) as tf.Scalar),
      balancedSoftmax: push((x) => balancedSoftmaxLoss(labels, x as tf.Tensor2D, samplesPerClass, { m: 0 })),
    },
    weights: [0, 0.1, 0.5, 1].map((m) => ({ m, values: Array.from(classWeights(samplesPerClass, m)) })),
    temperatures: [0, 0.25, 0.5, 1].map((gamma) => ({
      gamma,
      values: Array.from(classTemperatures(samplesPerClass, gamma)),
    })),
  };
}
