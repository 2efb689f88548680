import * as tf from '@tensorflow/tfjs-core';
import { assertClassIds, reject } from '../checks';

/** Backends whose tensors live in memory that the program can read at once. */
const READABLE_BACKENDS = new Set(['cpu', 'wasm', 'tensorflow']);

/** Throws unless `labels` are class ids `[batch]`, `[batch, 1]` or targets `[batch, classes]`; runs no kernel. */
export function assertLabels(labels: tf.Tensor, batch: number, classes: number): void {
  const { shape = [] } = labels ?? {};
  const [rows, columns = 1] = shape;
  if (rows !== batch || (columns !== 1 && columns !== classes) || shape.length > 2) {
    reject('labels', `have shape [${batch}], [${batch}, 1] or [${batch}, ${classes}]`, `[${shape}]`);
  }
  if (isClassIds(labels) && READABLE_BACKENDS.has(tf.getBackend())) {
    assertClassIds('labels', labels.dataSync(), classes);
  }
}

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
  const known = tf.greater(tf.sum(targets, -1), 0) as tf.Tensor1D;
  const sampleWeights = tf.where(
    known,
    weigh(targets),
    tf.fill(known.shape, Number.NaN, 'float32'),
  ) as tf.Tensor1D;
  return { targets, sampleWeights };
}

function isClassIds(labels: tf.Tensor): boolean {
  return labels.rank === 1 || labels.shape[1] === 1;
}
