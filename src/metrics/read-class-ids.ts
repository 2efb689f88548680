import type * as tf from '@tensorflow/tfjs-core';
import { assertClassIds, reject, show } from '../checks';
import { readMatrix } from './read-matrix';

/**
 * The class of each of n samples: class ids as an array or a tensor `[n]` or `[n, 1]`, or a tensor of scores `[n, K]`, whose
 * greatest in each row says the class.
 */
export type ClassIds = tf.Tensor | ArrayLike<number>;

/**
 * Reads one class id a sample. For one-hot rows, logits or probabilities `[n, classes]` it is the place of the greatest value,
 * the first one where several are equal.
 *
 * @param name the argument's name, for messages
 * @param classes number of classes; any number where it is left out
 * @param length how many ids there must be; at least one where it is left out
 * @throws RangeError where there are not as many ids or columns, or an id is not a whole number in 0..classes − 1
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
