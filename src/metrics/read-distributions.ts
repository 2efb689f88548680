import type * as tf from '@tensorflow/tfjs-core';
import { reject, show } from '../checks';
import { type Matrix, readMatrix } from './read-matrix';

/** How far from 1 the sum of a row may be: more than float32, or float16 on a GPU, leaves of a softmax over thousands of classes. */
const tolerance = 1e-3;

/**
 * Reads a tensor `[n, K]` whose every row is a distribution over the classes: numbers of at least 0 whose sum is 1.
 *
 * @param name the argument's name, for messages
 * @param requirement what a row must do, for messages
 * @throws RangeError where the tensor has another shape, or a row is no distribution
 */
export async function readDistributions(
  name: string,
  tensor: tf.Tensor,
  requirement: string,
): Promise<Matrix> {
  const matrix = await readMatrix(name, tensor);
  const { values, rows, columns } = matrix;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    let least = 0;
    for (let i = row * columns; i < (row + 1) * columns; i++) {
      sum += values[i]!;
      if (values[i]! < least) least = values[i]!;
    }
    if (least < 0 || Math.abs(sum - 1) > tolerance) {
      reject(`${name}[${row}]`, requirement, show(values.subarray(row * columns, (row + 1) * columns)));
    }
  }
  return matrix;
}
