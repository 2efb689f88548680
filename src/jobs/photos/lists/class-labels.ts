import { DataError } from '../../data/data-error';
import { quoted } from '../../data/text/quoted';

/** More classes than any data set has. A label above it is a mistake, and its names and counts would fill the memory. */
const mostClasses = 1_000_000;

/**
 * Checks a label that a file has.
 *
 * @param value what the file has in the place of a label
 * @param classes number of classes; undefined where it is not known yet
 * @param what where the label stands, for the message: 'val2018.json, annotations[3]: category_id'
 * @returns the label, a whole number in 0..classes−1
 * @throws DataError where it is not such a number
 *
 * @example
 * ```ts
 * const label = checkedLabel(17, 1000, () => `${file}, line 3: the label`);
 * ```
 */
export function checkedLabel(value: unknown, classes: number | undefined, what: () => string): number {
  if (isWhole(value) && value >= 0 && value < (classes ?? mostClasses)) return value;
  const range =
    classes === undefined
      ? `a whole number from 0 to ${mostClasses - 1}`
      : `a whole number from 0 to ${classes - 1} (classes: ${classes})`;
  throw new DataError(what(), `${what()} must be ${range}, got ${quoted(value)}.`);
}

/** The number of classes by the labels alone: the largest one plus 1. */
export function classesOf(labels: ArrayLike<number>): number {
  let classes = 0;
  for (let i = 0; i < labels.length; i++) classes = Math.max(classes, labels[i]! + 1);
  return classes;
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value);
}
