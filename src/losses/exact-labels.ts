import * as tf from '@tensorflow/tfjs-core';
import { assertClassIds, reject } from '../checks';
import { hasHalfFloats } from '../half-floats';
import { isClassIds } from './assert-labels';

/** The most classes whose ids are all exact in a half float. */
const MOST_CLASSES = 2049;

/** What of tfjs's WebGL backend is used. */
interface WebglBackend {
  /** What it knows of a tensor; `values` are there as long as they are not on the GPU alone. */
  texData: { get(dataId: object): { values: tf.TypedArray | null } };
}

/**
 * Labels as a GPU can read them without rounding: class ids that half floats cannot hold become one-hot targets.
 *
 * @throws RangeError where the ids are on the GPU already, and so have been rounded
 */
export function exactLabels(labels: tf.Tensor, classes: number): tf.Tensor {
  if (classes <= MOST_CLASSES || !isClassIds(labels) || !hasHalfFloats()) return labels;
  const { values: ids } = (tf.backend() as unknown as WebglBackend).texData.get(labels.dataId);
  if (!ids) {
    reject(
      'labels',
      `be targets [${labels.shape[0]}, ${classes}], or ids that were not computed on this GPU: its half floats do not hold all of them`,
      `class ids [${labels.shape}]`,
    );
  }
  assertClassIds('labels', ids, classes);
  const targets = new Float32Array(ids.length * classes);
  ids.forEach((id, row) => {
    targets[row * classes + id] = 1;
  });
  return tf.tensor2d(targets, [ids.length, classes]);
}
