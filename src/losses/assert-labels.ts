import * as tf from '@tensorflow/tfjs-core';
import { assertClassIds, reject } from '../checks';

/** Backends whose tensors are in the processor's memory, so that reading one does not wait for a GPU. */
const READABLE_BACKENDS = ['cpu', 'wasm', 'tensorflow'];

/**
 * Throws unless `labels` are class ids `[batch]` or `[batch, 1]`, or targets `[batch, classes]`. Whether the ids are in range is
 * checked only where reading them costs no time.
 */
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

/** Whether labels are class ids; otherwise they are targets, `[batch, classes]`. */
export function isClassIds(labels: tf.Tensor): boolean {
  return labels.rank === 1 || labels.shape[1] === 1;
}
