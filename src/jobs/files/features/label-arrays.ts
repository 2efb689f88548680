import { DataError } from '../../data/data-error';
import { quoted, shownName } from '../../data/text/quoted';
import { assertNumbers, forEachNumber } from './for-each-number';
import type { StoredArray } from './stored-array';

/** A label above it is a mistake: no data set has more classes. */
export const MOST_CLASSES = 1_000_000;

/** Reads labels, `[samples]` or `[samples, 1]`: whole numbers from 0 on, of any type of number. */
export function readLabels(file: string, array: StoredArray): Promise<Int32Array> {
  return wholeNumbers(file, array, MOST_CLASSES, `a whole number from 0 to ${MOST_CLASSES - 1}`);
}

/** Reads the split of each sample, `[samples]`: 0 to train on, 1 to validate, 2 to test. */
export function readSplit(file: string, array: StoredArray): Promise<Int32Array> {
  return wholeNumbers(file, array, 3, '0 to train on, 1 to validate or 2 to test');
}

async function wholeNumbers(
  file: string,
  array: StoredArray,
  end: number,
  what: string,
): Promise<Int32Array> {
  const name = shownName(array.name);
  const samples = labelSamples(array);
  const values = new Int32Array(samples);
  await forEachNumber(array, (value, index) => {
    if (!Number.isInteger(value) || value < 0 || value >= end) {
      throw new DataError(file, `${file}, ${name}[${index}] is ${value} and must be ${what}.`);
    }
    values[index] = value;
  });
  return values;
}

/**
 * Of how many samples an array has the labels or the splits, before its numbers are read.
 *
 * @throws Error where it has neither; a clause without a full stop
 */
export function labelSamples(array: StoredArray): number {
  const [samples, columns = 1] = array.shape;
  if (samples === undefined || array.shape.length > 2 || columns !== 1) {
    throw new Error(`${shownName(array.name)} has the shape ${quoted(array.shape)} and must be [samples]`);
  }
  assertNumbers(array);
  return samples;
}
