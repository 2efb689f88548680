import type * as tf from '@tensorflow/tfjs-core';

/** Class ids, or scores whose greatest names the class: a tensor, or an array of ids. */
export type ClassIds = tf.Tensor | ArrayLike<number>;

/** A matrix in row-major order. */
export interface Matrix {
  values: ArrayLike<number>;
  rows: number;
  columns: number;
}

/**
 * Reads class ids `[n]` or `[n, 1]`, or of one-hot rows, logits or probabilities `[n, classes]` the position of the
 * greatest value, the first of equals.
 *
 * @throws RangeError where there is none, a shape differs, an id is not a whole number in 0..classes − 1, or a score is NaN
 */
export async function readClassIds(
  name: string,
  ids: ClassIds,
  classes = Number.MAX_SAFE_INTEGER,
): Promise<ArrayLike<number>> {
  if (isTensor(ids) && ids.rank === 2 && ids.shape[1] !== 1) {
    const scores = await readMatrix(name, ids);
    if (classes !== Number.MAX_SAFE_INTEGER && scores.columns !== classes) {
      throw new RangeError(`${name} must have ${classes} columns, one for each class, got [${ids.shape}]`);
    }
    return Int32Array.from({ length: scores.rows }, (_, row) => argMax(name, scores, row));
  }
  if (isTensor(ids) && (ids.rank < 1 || ids.rank > 2)) {
    throw new RangeError(`${name} must have shape [n], [n, 1] or [n, classes], got [${ids.shape}]`);
  }
  const values = isTensor(ids) ? await ids.data() : ids;
  if (!(values?.length > 0)) throw new RangeError(`${name} must hold at least one class id, got none`);
  for (let i = 0; i < values.length; i++) {
    const id = values[i];
    if (!Number.isInteger(id) || id! < 0 || id! >= classes) {
      const range = classes === Number.MAX_SAFE_INTEGER ? 'a whole number from 0' : `0..${classes - 1}`;
      throw new RangeError(`${name}[${i}] must be a class id (${range}), got ${id}`);
    }
  }
  return values;
}

/** Reads a tensor `[n, columns]`; throws where it has another shape or is empty. */
export async function readMatrix(name: string, tensor: tf.Tensor): Promise<Matrix> {
  if (!isTensor(tensor)) throw new TypeError(`${name} must be a tensor [n, columns], got ${tensor}`);
  const [rows, columns] = tensor.shape;
  if (tensor.rank !== 2 || !rows || !columns) {
    throw new RangeError(`${name} must have shape [n, columns], neither 0, got [${tensor.shape}]`);
  }
  return { values: await tensor.data(), rows, columns };
}

/** Throws unless every element is a finite number. */
export function assertFiniteMatrix(name: string, { values, columns }: Matrix): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new RangeError(
        `${name}[${Math.floor(i / columns)}, ${i % columns}] must be finite, got ${values[i]}`,
      );
    }
  }
}

/** Throws unless `values` has one entry for each label. */
export function assertSameLength(name: string, length: number, labels: ArrayLike<number>): void {
  if (length !== labels.length) {
    throw new RangeError(
      `${name} must have one entry for each of the ${labels.length} labels, got ${length}`,
    );
  }
}

function isTensor(value: unknown): value is tf.Tensor {
  return typeof (value as tf.Tensor | undefined)?.data === 'function';
}

function argMax(name: string, { values, columns }: Matrix, row: number): number {
  let best = 0;
  for (let column = 0; column < columns; column++) {
    const value = values[row * columns + column]!;
    if (Number.isNaN(value)) throw new RangeError(`${name}[${row}, ${column}] must be a number, got NaN`);
    if (value > values[row * columns + best]!) best = column;
  }
  return best;
}
