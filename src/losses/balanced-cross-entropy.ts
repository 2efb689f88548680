import * as tf from '@tensorflow/tfjs-core';
import type { ClassCounts } from '../checks';
import { classWeights } from '../class-counts';
import { targetsAndSampleWeights } from './labels';
import type { Reduction } from './options';
import type { Softmax } from './softmax';

/** Balanced softmax cross entropies (Eq. 4–7) of several heads against the same labels. */
export interface BalancedCrossEntropy {
  labels: tf.Tensor;
  samplesPerClass: ClassCounts;
  /** Weight of each head's cross entropy. */
  headWeights: readonly number[];
  m: number;
  reduction: Reduction;
}

/** What the gradient needs: softmax(l + log n), the targets, the class weight of each sample as the loss uses it. */
export type BalancedCrossEntropyState = [
  balanced: tf.Tensor3D,
  targets: tf.Tensor2D,
  sampleWeights: tf.Tensor1D,
];

/** `Σ_h c_h Σ_b ω_b · −log softmax(l_hb + log n)[y_b]`, or its samples where the reduction is `'none'`. */
export function balancedCrossEntropy(
  plain: Softmax,
  { labels, samplesPerClass, headWeights, m, reduction }: BalancedCrossEntropy,
): { value: tf.Tensor; state: BalancedCrossEntropyState } {
  const counts = tf.tensor1d(Float32Array.from(samplesPerClass));

  // Eq. 21: the balanced softmax is the plain one times the class counts, normalised again. Both logarithms come
  // from one kernel: they cancel exactly where a class has all the probability.
  const weighted = tf.mul(plain.p, counts);
  const total = tf.sum(weighted, -1, true);
  const balanced = tf.div(weighted, total) as tf.Tensor3D;
  const logBalanced = tf.sub(tf.add(plain.logP, tf.log(counts)), tf.log(total));

  const { targets, sampleWeights } = targetsAndSampleWeights(labels, classWeights(samplesPerClass, m));
  const weights = reduction === 'mean' ? tf.div(sampleWeights, tf.sum(sampleWeights)) : sampleWeights;
  const negativeLogLikelihoods = tf.neg(tf.sum(tf.mul(logBalanced, targets), -1)) as tf.Tensor2D;
  const ofHeads = tf.matMul(tf.tensor2d([...headWeights], [1, headWeights.length]), negativeLogLikelihoods);
  const ofSamples = tf.mul(tf.reshape(ofHeads, [-1]), weights);
  return {
    value: reduction === 'none' ? ofSamples : tf.sum(ofSamples),
    state: [balanced, targets, weights as tf.Tensor1D],
  };
}

/** `c_h · ω_b · (softmax(l + log n) − y)`; a sum over targets other than 1 scales the softmax. */
export function balancedCrossEntropyGradient(
  dy: tf.Tensor,
  [balanced, targets, sampleWeights]: BalancedCrossEntropyState,
  { headWeights }: BalancedCrossEntropy,
): tf.Tensor3D {
  const upstream = tf.mul(
    tf.tensor3d([...headWeights], [headWeights.length, 1, 1]),
    tf.reshape(tf.mul(sampleWeights, dy), [1, -1, 1]),
  );
  return tf.mul(tf.sub(tf.mul(balanced, tf.sum(targets, -1, true)), targets), upstream);
}
