import { DataError } from '../../data/data-error';
import { quoted, shownName } from '../../data/text/quoted';
import { assertNumbers, forEachNumber } from './for-each-number';
import type { StoredArray } from './stored-array';

/** Features of one tap. */
export interface FeatureTap {
  /** Name of the array. */
  name: string;
  /** Number of features of a sample. */
  width: number;
  /** The features, `[samples, width]`. */
  values: Float32Array;
}

/**
 * Reads the features of a tap.
 *
 * @param file for messages
 * @param array `[samples, width]`
 * @throws Error where the shape is another one, a clause without a full stop; DataError where a feature is not finite
 *
 * @example
 * ```ts
 * const { values, width } = await readTap('features.npz', array);
 * ```
 */
export async function readTap(file: string, array: StoredArray): Promise<FeatureTap> {
  const { name } = array;
  const { samples, width } = tapShape(array);
  const values = new Float32Array(samples * width);
  await forEachNumber(array, (value, index) => {
    values[index] = value;
    if (Number.isFinite(values[index])) return;
    const place = `${shownName(name)}[${Math.floor(index / width)}, ${index % width}]`;
    const reason = Number.isFinite(value) ? 'too large for float32' : 'not finite';
    throw new DataError(
      file,
      `${file}, ${place} is ${value}, ${reason}. Leave such samples out, or compute their features again.`,
    );
  });
  return { name, width, values };
}

/**
 * What the shape of a tap says, before its numbers are read.
 *
 * @throws Error where it is no tap; a clause without a full stop
 */
export function tapShape(array: StoredArray): { samples: number; width: number } {
  const [samples, width] = array.shape;
  if (array.shape.length !== 2 || !samples || !width) {
    throw new Error(
      `${shownName(array.name)} has the shape ${quoted(array.shape)} and must be [samples, width], neither of them 0`,
    );
  }
  assertNumbers(array);
  return { samples, width };
}
