import * as tf from '@tensorflow/tfjs-core';
import type { ClassStatistics } from '../class-statistics';
import type { BalancedCrossEntropy } from '../connected-heads';
import { negativeLogLikelihood } from './negative-log-likelihood';
import { softmax } from './softmax';
import { targetsAndSampleWeights } from './targets-and-sample-weights';
import { whereWeighed } from './where-weighed';

/**
 * The cross entropies of all heads (Eq. 4–7), `Σ_h c_h Σ_b ω_b · −log softmax(l_hb + log n)[y_b]`, where c_h is the weight of
 * head h and ω_b that of sample b; with the reduction `'none'`, one such sum a sample.
 *
 * The gradient is `c_h · ω_b · (softmax(l + log n) · Σ y − y)`. Σ y is the sum of a sample's targets, 1 for class ids.
 *
 * @param logits `[heads, batch, classes]`
 */
export function balancedCrossEntropy(
  logits: tf.Tensor3D,
  { logCounts, weights: classWeights }: ClassStatistics,
  { labels, headWeights, reduction, wholeWeight }: BalancedCrossEntropy,
): { value: tf.Tensor; gradient: () => tf.Tensor } {
  const { p, logP } = softmax(logits, tf.tensor1d(logCounts));
  const { targets, sampleWeights } = targetsAndSampleWeights(labels, classWeights);
  // Where no sample is labelled their sum is 0, and so is the mean.
  const ofSamples =
    reduction === 'mean' ? tf.divNoNan(sampleWeights, wholeWeight ?? tf.sum(sampleWeights)) : sampleWeights;
  const weights = tf.mul(
    tf.tensor2d([...headWeights], [headWeights.length, 1]),
    tf.reshape(ofSamples, [1, -1]),
  );
  const losses = whereWeighed(weights, negativeLogLikelihood(logP, targets));
  return {
    value: reduction === 'none' ? tf.sum(losses, 0) : tf.sum(losses),
    gradient: () => tf.mul(tf.sub(tf.mul(p, tf.sum(targets, -1, true)), targets), tf.expandDims(weights, -1)),
  };
}
