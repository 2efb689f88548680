/** Number of training samples of each class, in label order. */
export type ClassCounts = ArrayLike<number>;

/** Throws a RangeError that names an argument, what it must be and what it is. */
export function reject(argument: string, requirement: string, got: unknown): never {
  throw new RangeError(`${argument} must ${requirement}, got ${got}`);
}

/** Throws unless `value` is a finite number. */
export function assertFinite(argument: string, value: number): void {
  if (!Number.isFinite(value)) reject(argument, 'be a finite number', value);
}

/** Throws unless `value` is a finite number of at least 0. */
export function assertNotNegative(argument: string, value: number): void {
  assertFinite(argument, value);
  if (value < 0) reject(argument, 'not be negative', value);
}

/** Throws unless `value` is a whole number of at least `least` and below `end`. */
export function assertWholeNumber(argument: string, value: number, least: number, end = Infinity): void {
  if (!Number.isInteger(value) || value < least || value >= end) {
    reject(
      argument,
      `be a whole number of at least ${least}${end < Infinity ? ` and below ${end}` : ''}`,
      value,
    );
  }
}

/** Throws unless `ids` are whole numbers in 0..classes − 1. */
export function assertClassIds(argument: string, ids: ArrayLike<number>, classes: number): void {
  for (let i = 0; i < ids.length; i++) assertWholeNumber(`${argument}[${i}]`, ids[i]!, 0, classes);
}

/** Throws unless there is one count for each class, at least one, and every count is positive and finite. */
export function assertClassCounts(samplesPerClass: ClassCounts, classes = samplesPerClass?.length): void {
  if (!(classes > 0) || samplesPerClass?.length !== classes) {
    reject('samplesPerClass', 'hold one count for each class', `[${samplesPerClass}]`);
  }
  for (let i = 0; i < samplesPerClass.length; i++) {
    const count = samplesPerClass[i]!;
    if (!(count > 0 && count < Infinity)) {
      reject(`samplesPerClass[${i}]`, 'be positive and finite', count);
    }
  }
}
