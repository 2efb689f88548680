/** Number of training samples of each class, in label order. */
export type ClassCounts = ArrayLike<number>;

/** A function that throws where the value of an argument cannot be used. */
export type Check<T> = (argument: string, value: T) => void;

/** Throws a RangeError, for a value of the right type that does not fit: '`argument` must `requirement`, got `got`'. */
export function reject(argument: string, requirement: string, got: string): never {
  throw new RangeError(`${argument} must ${requirement}, got ${got}`);
}

/** Throws a TypeError with the same sentence, for a value of another type, an unknown option or one that is missing. */
export function rejectType(argument: string, requirement: string, got: string): never {
  throw new TypeError(`${argument} must ${requirement}, got ${got}`);
}

/** A value as messages show it. Text is in quotation marks, so that the text '5' and the number 5 look different. */
export function show(value: unknown): string {
  const text = showPart(value, 0);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

const LONGEST = 80;

/** Of a long list it writes no more than can be shown; a list that holds itself ends at some depth. */
function showPart(value: unknown, depth: number): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  if (!isList(value)) return 'an object';
  const length = Math.min(value.length, LONGEST);
  return `[${depth < 3 ? Array.from({ length }, (_, i) => showPart(value[i], depth + 1)) : '…'}]`;
}

/** Whether a value is an array, typed or not. */
export function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** Throws unless `value` is a finite number. */
export function assertFinite(argument: string, value: number): void {
  if (typeof value !== 'number') rejectType(argument, 'be a finite number', show(value));
  if (!Number.isFinite(value)) reject(argument, 'be a finite number', show(value));
}

/** Throws unless `value` is a finite number of at least 0. */
export function assertNotNegative(argument: string, value: number): void {
  assertFinite(argument, value);
  if (value < 0) reject(argument, 'not be negative', show(value));
}

/** Throws unless `value` is a learning rate or a weight decay: at least 0, and small enough that float32 holds its products with others. */
export function assertRate(argument: string, value: number): void {
  assertNotNegative(argument, value);
  if (value > 1e18) reject(argument, 'be at most 1e18', show(value));
}

/** Throws unless `value` is a weight in a loss: 0, or a number that float32 holds together with its products with others. */
export function assertWeight(argument: string, value: number): void {
  assertRate(argument, value);
  if (value > 0 && value < SMALLEST_FLOAT) reject(argument, 'be 0 or at least 1.2e-38', show(value));
}

/** The smallest number that float32 holds with all its digits. */
export const SMALLEST_FLOAT = 2 ** -126;

/** Throws unless `value` is an exponent of lengths: in 0..10. */
export function assertLengthExponent(argument: string, value: number): void {
  assertNotNegative(argument, value);
  if (value > 10) reject(argument, 'be at most 10', show(value));
}

/** Throws unless `value` is a finite number above 0. */
export function assertPositive(argument: string, value: number): void {
  assertFinite(argument, value);
  if (value <= 0) reject(argument, 'be above 0', show(value));
}

/** Throws unless `value` is a number above 0 that float32 holds with all its digits: 0 and infinity are what it makes of others. */
export function assertPositiveFloat(argument: string, value: number): void {
  assertPositive(argument, value);
  if (value < SMALLEST_FLOAT || Math.fround(value) === Infinity) {
    reject(argument, 'be in 1.2e-38..3.4e38', show(value));
  }
}

/**
 * Throws unless `value` is a factor or a divisor that float32 holds together with its square, its inverse and their products with
 * numbers of usual size: in 1e-18..1e18.
 */
export function assertScale(argument: string, value: number): void {
  assertPositive(argument, value);
  if (value < 1e-18 || value > 1e18) reject(argument, 'be in 1e-18..1e18', show(value));
}

/** Throws unless `value` is at least 0 and below 1. */
export function assertBelowOne(argument: string, value: number): void {
  assertNotNegative(argument, value);
  if (value >= 1) reject(argument, 'be below 1', show(value));
}

/** Throws unless `value` is an exponent of a probability, in 0..100. */
export function assertExponent(argument: string, value: number): void {
  assertNotNegative(argument, value);
  if (value > 100) reject(argument, 'be at most 100', show(value));
}

/** Throws unless `value` is in 0..1. */
export function assertShare(argument: string, value: number): void {
  assertFinite(argument, value);
  if (value < 0 || value > 1) reject(argument, 'be in 0..1', show(value));
}

/** Throws unless `value` is a seed, a whole number in 0..2³²−1. */
export function assertSeed(argument: string, value: number): void {
  assertWholeNumber(argument, value, 0, 2 ** 32);
}

/** Throws unless `value` is an object. `meaning` goes on after 'be': 'the state of a sampler'. */
export function assertObject(argument: string, value: unknown, meaning: string): void {
  if (typeof value !== 'object' || value === null) rejectType(argument, `be ${meaning}`, show(value));
}

/** Throws unless `value` is a whole number of at least `least` and below `end`. */
export function assertWholeNumber(argument: string, value: number, least: number, end = Infinity): void {
  const requirement = `be a whole number of at least ${least}${end < Infinity ? ` and below ${end}` : ''}`;
  if (typeof value !== 'number') rejectType(argument, requirement, show(value));
  if (!Number.isInteger(value) || value < least || value >= end) reject(argument, requirement, show(value));
}

/** A check that a value is a whole number of at least `least`. */
export function wholeNumberFrom(least: number): Check<number> {
  return (argument, value) => assertWholeNumber(argument, value, least);
}

/** No number of classes or of samples is as large: memory holds so many, and float32 every class id below. */
export const SIZE_END = 2 ** 24;

/** A check that a value is a number of things that take memory each: at least `least`. */
export function sizeFrom(least: number): Check<number> {
  return (argument, value) => {
    assertWholeNumber(argument, value, least);
    if (value >= SIZE_END) reject(argument, `be below ${SIZE_END}`, show(value));
  };
}

/** Throws unless `value` is true or false. */
export function assertBoolean(argument: string, value: boolean): void {
  if (typeof value !== 'boolean') rejectType(argument, 'be true or false', show(value));
}

/** Throws unless `value` is a function. `meaning` goes on after 'be a function': 'from a variable to true or false'. */
export function assertFunction(argument: string, value: unknown, meaning: string): void {
  if (typeof value !== 'function') rejectType(argument, `be a function ${meaning}`, show(value));
}

/** Throws unless `value` is one of some names or numbers. */
export function assertOneOf<Choice extends string | number>(
  argument: string,
  value: Choice,
  choices: readonly Choice[],
): void {
  if (choices.includes(value)) return;
  const requirement = `be one of ${choices.map(show).join(', ')}`;
  if (typeof value !== typeof choices[0]) rejectType(argument, requirement, show(value));
  reject(argument, requirement, show(value));
}

/** Throws where a tensor has been disposed. */
export function assertInUse(argument: string, { isDisposed }: { isDisposed: boolean }): void {
  if (isDisposed) reject(argument, 'be a tensor in use', 'a disposed one');
}

/** Throws unless these are whole numbers in 0..classes − 1, in an array. */
export function assertClassIds(argument: string, ids: ArrayLike<number>, classes: number): void {
  if (!isList(ids)) rejectType(argument, 'hold class ids, in an array', show(ids));
  for (let i = 0; i < ids.length; i++) {
    // The name is made only for an id that does not fit: there are many.
    if (!(Number.isInteger(ids[i]) && ids[i]! >= 0 && ids[i]! < classes)) {
      assertWholeNumber(`${argument}[${i}]`, ids[i]!, 0, classes);
    }
  }
}

/** Throws unless there is one count for each class, at least one, and every count is positive and finite, in float32 too. */
export function assertClassCounts(samplesPerClass: ClassCounts, classes = samplesPerClass?.length): void {
  if (!isList(samplesPerClass)) {
    rejectType('samplesPerClass', 'hold one count for each class, in an array', show(samplesPerClass));
  }
  if (!(classes > 0) || samplesPerClass.length !== classes) {
    reject('samplesPerClass', 'hold one count for each class', show(samplesPerClass));
  }
  for (let i = 0; i < samplesPerClass.length; i++) {
    const count = samplesPerClass[i]!;
    // The name is made only for a count that does not fit: there are many.
    if (typeof count !== 'number') rejectType(`samplesPerClass[${i}]`, 'be positive and finite', show(count));
    const rounded = Math.fround(count);
    if (rounded > 0 && rounded < Infinity) continue;
    const inFloat32 = count > 0 && count < Infinity ? ' in float32' : '';
    reject(`samplesPerClass[${i}]`, `be positive and finite${inFloat32}`, show(count));
  }
}

/**
 * Throws unless there is one count for each class, finite and not negative. A count of 0 is a class without training samples: no loss can
 * take it, but it can be in a test set.
 */
export function assertTrainingCounts(
  samplesPerClass: ClassCounts,
  classes = samplesPerClass?.length,
  argument = 'samplesPerClass',
): void {
  const requirement = 'hold one count for each class';
  if (!isList(samplesPerClass)) rejectType(argument, `${requirement}, in an array`, show(samplesPerClass));
  if (!(classes > 0) || samplesPerClass.length !== classes)
    reject(argument, requirement, show(samplesPerClass));
  for (let k = 0; k < classes; k++) assertNotNegative(`${argument}[${k}]`, samplesPerClass[k]!);
}

/** Throws unless there is one number of images for each class: whole numbers, which may be 0 as those of {@link assertTrainingCounts}. */
export function assertImageCounts(argument: string, samplesPerClass: ClassCounts, classes?: number): void {
  assertTrainingCounts(samplesPerClass, classes, argument);
  for (let k = 0; k < samplesPerClass.length; k++)
    assertWholeNumber(`${argument}[${k}]`, samplesPerClass[k]!, 0);
}

/** Throws unless `value` is a text that is not empty, such as a name or a path. */
export function assertText(argument: string, value: string): void {
  if (typeof value !== 'string') rejectType(argument, 'be a text', show(value));
  if (value === '') reject(argument, 'be a text that is not empty', show(value));
}
