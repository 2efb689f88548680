import type * as tf from '@tensorflow/tfjs-core';
import { assertClassIds, assertInUse, isList, reject, rejectType, show } from '../checks';
import { greatestOfRows } from './greatest-of-rows';
import { readMatrix } from './read-matrix';

/**
 * The class of each of n samples: class ids as an array or a tensor `[n]` or `[n, 1]`, or a tensor with a column for each class
 * `[n, K]`, whose greatest value in each row says the class.
 */
export type ClassIds = tf.Tensor | ArrayLike<number>;

/**
 * Reads one class id a sample. For scores, logits or probabilities `[n, classes]`, it is the place of the greatest value, the first
 * one where several are equal.
 *
 * @param name the argument's name, for messages
 * @param classes number of classes; any number where it is left out
 * @param length how many ids there must be; at least one where it is left out
 * @throws RangeError where there are not as many ids or columns, the tensor has another shape, or an id is not a whole number in
 * 0..classes − 1
 * @throws TypeError where it is neither a tensor nor an array, or an id is not a number
 */
export async function readClassIds(
  name: string,
  ids: ClassIds,
  classes = Infinity,
  length?: number,
): Promise<ArrayLike<number>> {
  const values = await (hasColumns(ids) ? idsOfScores(name, ids, classes) : idsOf(name, ids));
  assertLength(name, values, length);
  assertClassIds(name, values, classes);
  return values;
}

/** Throws unless there are `length` ids, or at least one where it is left out. */
export function assertLength(name: string, ids: ArrayLike<number>, length?: number): void {
  if (!(ids.length > 0) || ids.length !== (length ?? ids.length)) {
    reject(name, `hold ${length ?? 'at least one'} class ids`, show(ids.length));
  }
}

/** Throws unless a matrix has a column for each class. */
export function assertColumns(name: string, columns: number, classes: number): void {
  if (classes < Infinity && columns !== classes) reject(name, `have ${classes} columns`, show(columns));
}

/** Whether these are values of every class for each sample, not ids: a tensor that is neither `[n]` nor `[n, 1]`. */
export function hasColumns(ids: ClassIds): ids is tf.Tensor {
  return isTensor(ids) && ids.rank !== 1 && !(ids.rank === 2 && ids.shape[1] === 1);
}

async function idsOf(name: string, ids: ClassIds): Promise<ArrayLike<number>> {
  if (isTensor(ids)) {
    assertInUse(name, ids);
    return ids.data();
  }
  if (!isList(ids)) rejectType(name, 'be a tensor, or an array of class ids', show(ids));
  return ids;
}

async function idsOfScores(name: string, scores: tf.Tensor, classes: number): Promise<Int32Array> {
  const matrix = await readMatrix(name, scores);
  assertColumns(name, matrix.columns, classes);
  return greatestOfRows(matrix);
}

function isTensor(value: ClassIds): value is tf.Tensor {
  return 'rank' in Object(value);
}
