import type * as tf from '@tensorflow/tfjs-core';
import { assertInUse, reject, rejectType, show } from '../checks';

/** The values of a matrix, row after row. */
export interface Matrix {
  values: Float32Array;
  rows: number;
  columns: number;
}

/**
 * Reads the values of a tensor `[n, columns]`.
 *
 * @param name the argument's name, for messages
 * @throws TypeError where it is no tensor; RangeError where it has another shape, is empty or holds a number that is not finite
 */
export async function readMatrix(name: string, tensor: tf.Tensor): Promise<Matrix> {
  if (!Object(tensor).shape) rejectType(name, 'be a tensor [n, columns]', show(tensor));
  assertInUse(name, tensor);
  const [rows, columns] = tensor.shape;
  if (tensor.rank !== 2 || !rows || !columns) {
    reject(name, 'be a tensor [n, columns], neither 0', `[${tensor.shape}]`);
  }
  const values = Float32Array.from(await tensor.data());
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    reject(`${name}[${Math.floor(bad / columns)}, ${bad % columns}]`, 'be finite', show(values[bad]));
  }
  return { values, rows, columns };
}
