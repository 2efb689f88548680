import * as tf from '@tensorflow/tfjs-core';
import { isClassIds } from '../assert-labels';

/**
 * Turns labels into targets `[batch, classes]`, and computes the weight of each sample, `Σ_k w_k y_k`, `[batch]`: for a class
 * id the weight of its class. A sample whose class id is not one of 0..K−1 gets the weight NaN, so that the error shows in the
 * loss also where reading the ids would take too long to check them.
 *
 * @param weights the class weights, length K
 */
export function targetsAndSampleWeights(
  labels: tf.Tensor,
  weights: Float32Array,
): { targets: tf.Tensor2D; sampleWeights: tf.Tensor1D } {
  const classes = weights.length;
  const weigh = (targets: tf.Tensor2D) =>
    tf.reshape(tf.matMul(targets, tf.tensor2d(weights, [classes, 1])), [-1]) as tf.Tensor1D;
  if (!isClassIds(labels)) {
    const targets = tf.cast(labels, 'float32') as tf.Tensor2D;
    return { targets, sampleWeights: weigh(targets) };
  }
  // Not tf.oneHot: it rounds ids down to whole numbers, and needs at least two classes.
  const ids = tf.reshape(labels, [-1, 1]);
  const targets = tf.cast(tf.equal(ids, tf.tensor1d([...weights.keys()])), 'float32') as tf.Tensor2D;
  const known = tf.greater(tf.sum(targets, -1), 0);
  const sampleWeights = tf.where(known, weigh(targets), Number.NaN);
  return { targets, sampleWeights };
}
