import type * as tf from '@tensorflow/tfjs-core';
import { assertClassIds, reject, show } from '../checks';
import { readMatrix } from './read-matrix';

/** Class ids, or scores whose greatest names the class: a tensor, or an array of ids. */
export type ClassIds = tf.Tensor | ArrayLike<number>;

/**
 * Reads one class id a sample: ids `[n]` or `[n, 1]`, or for one-hot rows, logits or probabilities `[n, classes]` the
 * position of the greatest value, the first of equals.
 *
 * @param length how many there must be; undefined for at least one
 * @throws RangeError where their number or that of the classes differs, or an id is not a whole number in 0..classes − 1
 */
export async function readClassIds(
  name: string,
  ids: ClassIds,
  classes = Infinity,
  length?: number,
): Promise<ArrayLike<number>> {
  const values = await (isTensor(ids) ? idsOf(name, ids, classes) : ids);
  if (!(values?.length > 0) || values.length !== (length ?? values.length)) {
    reject(name, `hold ${length ?? 'at least one'} class ids`, show(values?.length));
  }
  assertClassIds(name, values, classes);
  return values;
}

async function idsOf(name: string, tensor: tf.Tensor, classes: number): Promise<ArrayLike<number>> {
  if (tensor.size === tensor.shape[0]) return tensor.data();
  const { values, rows, columns } = await readMatrix(name, tensor);
  if (classes < Infinity && columns !== classes) {
    reject(name, `have ${classes} columns`, show(columns));
  }
  return Int32Array.from({ length: rows }, (_, row) => {
    const start = row * columns;
    let best = 0;
    for (let i = 1; i < columns; i++) if (values[start + i]! > values[start + best]!) best = i;
    return best;
  });
}

function isTensor(value: ClassIds): value is tf.Tensor {
  return 'rank' in Object(value);
}
