import * as tf from '@tensorflow/tfjs-core';
import type { ClassCounts } from '../../checks';
import { classWeights } from '../../class-counts';
import type { BalancedCrossEntropy } from '../connected-heads';
import { softmax } from './softmax';
import { targetsAndSampleWeights } from './targets-and-sample-weights';

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
  samplesPerClass: ClassCounts,
  { labels, headWeights, m, reduction }: BalancedCrossEntropy,
): { value: tf.Tensor; gradient: tf.Tensor } {
  const { p, logP } = softmax(logits, tf.tensor1d(Float32Array.from(samplesPerClass)));
  const { targets, sampleWeights } = targetsAndSampleWeights(labels, classWeights(samplesPerClass, m));
  const ofSamples = reduction === 'mean' ? tf.div(sampleWeights, tf.sum(sampleWeights)) : sampleWeights;
  const weights = tf.mul(
    tf.tensor2d([...headWeights], [headWeights.length, 1]),
    tf.reshape(ofSamples, [1, -1]),
  );
  const losses = tf.mul(weights, tf.neg(tf.sum(tf.mul(logP, targets), -1)));
  return {
    value: reduction === 'none' ? tf.sum(losses, 0) : tf.sum(losses),
    gradient: tf.mul(tf.sub(tf.mul(p, tf.sum(targets, -1, true)), targets), tf.expandDims(weights, -1)),
  };
}
