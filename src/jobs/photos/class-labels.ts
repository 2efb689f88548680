import { quoted } from './quoted';

/** Far above any data set, and far below what would fill the memory with the names and counts of classes. */
const mostClasses = 1_000_000;

/**
 * A label, where it is one of the classes.
 *
 * @param value what the file has in its place
 * @param classes how many there are; undefined where the labels themselves are to say it
 * @param what the label is called in its file, with its place, for the message: 'val2018.json, annotations[3]: category_id'
 * @returns the label, a whole number in 0..classes−1
 * @throws Error where it is not such a number
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
  throw new Error(`${what()} must be ${range}, got ${quoted(value)}.`);
}

/** The number of classes that labels speak of, where nothing else says it. */
export function classesOf(labels: ArrayLike<number>): number {
  let classes = 0;
  for (let i = 0; i < labels.length; i++) classes = Math.max(classes, labels[i]! + 1);
  return classes;
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value);
}
