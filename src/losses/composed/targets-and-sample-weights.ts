import * as tf from '@tensorflow/tfjs-core';
import { isClassIds } from '../assert-labels';

/**
 * Labels as targets `[batch, classes]`, and the class weight `Σ_k w_k y_k` of each sample, `[batch]`. The weight of a
 * sample whose class id is none of 0..K − 1 is NaN: where its value could not be read, its loss has to show it.
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
  // Compared, because tf.oneHot truncates ids, and needs two classes.
  const ids = tf.reshape(labels, [-1, 1]);
  const targets = tf.cast(tf.equal(ids, tf.tensor1d([...weights.keys()])), 'float32') as tf.Tensor2D;
  const known = tf.greater(tf.sum(targets, -1), 0);
  const sampleWeights = tf.where(known, weigh(targets), Number.NaN);
  return { targets, sampleWeights };
}
