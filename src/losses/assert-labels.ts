import * as tf from '@tensorflow/tfjs-core';
import { assertClassIds, reject } from '../checks';

/** Backends whose tensors live in memory that the program can read at once. */
const READABLE_BACKENDS = ['cpu', 'wasm', 'tensorflow'];

/** Throws unless `labels` are class ids `[batch]`, `[batch, 1]` or targets `[batch, classes]`; runs no kernel. */
export function assertLabels(labels: tf.Tensor, batch: number, classes: number): void {
  const { shape = [] } = labels ?? {};
  const [rows, columns = 1] = shape;
  if (rows !== batch || (columns !== 1 && columns !== classes) || shape.length > 2) {
    reject('labels', `have shape [${batch}], [${batch}, 1] or [${batch}, ${classes}]`, `[${shape}]`);
  }
  if (isClassIds(labels) && READABLE_BACKENDS.includes(tf.getBackend())) {
    assertClassIds('labels', labels.dataSync(), classes);
  }
}

/** Whether labels are ids of classes, not targets. */
export function isClassIds(labels: tf.Tensor): boolean {
  return labels.rank === 1 || labels.shape[1] === 1;
}
