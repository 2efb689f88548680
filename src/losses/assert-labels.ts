import * as tf from '@tensorflow/tfjs-core';
import { assertClassIds, assertNotNegative, reject, rejectType } from '../checks';
import { assertTensor } from './assert-tensor';

/** Backends whose tensors are in the processor's memory, so that reading one does not wait for a GPU. */
const READABLE_BACKENDS = ['cpu', 'wasm', 'tensorflow'];

/** Whether the active backend can read a tensor without waiting. */
export function canReadTensors(): boolean {
  return READABLE_BACKENDS.includes(tf.getBackend());
}

/**
 * Throws unless `labels` are class ids `[batch]` or `[batch, 1]`, or targets `[batch, classes]`. Whether the ids are in range, and
 * the targets finite and not negative, is checked only where reading them costs no time.
 */
export function assertLabels(labels: tf.Tensor, batch: number, classes: number): void {
  assertTensor('labels', labels);
  const { shape, dtype } = labels;
  const [rows, columns = 1] = shape;
  if (rows !== batch || (columns !== 1 && columns !== classes) || shape.length > 2) {
    reject('labels', `have shape [${batch}], [${batch}, 1] or [${batch}, ${classes}]`, `[${shape}]`);
  }
  if (dtype !== 'int32' && dtype !== 'float32' && dtype !== 'bool') {
    rejectType('labels', 'be int32, float32 or bool', dtype);
  }
  if (!canReadTensors()) return;
  const values = labels.dataSync();
  if (isClassIds(labels)) assertClassIds('labels', values, classes);
  else assertTargets(values, classes);
}

/** Whether labels are class ids; otherwise they are targets, `[batch, classes]`. */
export function isClassIds(labels: tf.Tensor): boolean {
  return labels.rank === 1 || labels.shape[1] === 1;
}

function assertTargets(targets: ArrayLike<number>, classes: number): void {
  for (let i = 0; i < targets.length; i++) {
    // The name is made only for a value that does not fit: there are many.
    if (!(targets[i]! >= 0 && targets[i]! < Infinity)) {
      assertNotNegative(`labels[${Math.floor(i / classes)}][${i % classes}]`, targets[i]!);
    }
  }
}
