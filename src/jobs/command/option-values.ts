import { InvalidArgumentError } from 'commander';

/** Reads an option's value as a whole number of at least `min`. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = readNumber(text);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(
      max === Number.MAX_SAFE_INTEGER
        ? `It must be a whole number of at least ${min}.`
        : `It must be a whole number in ${min}..${max}.`,
    );
  };
}

/** Reads an option's value as a multiple of `factor` in `min..max`. */
export function multipleOf(factor: number, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = readNumber(text);
    if (value % factor === 0 && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a multiple of ${factor} in ${min}..${max}.`);
  };
}

/** Reads an option's value as a number of at least 0. */
export function notNegative(text: string): number {
  const value = readNumber(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError('It must be a number of at least 0.');
}

/** Reads an option's value as one of some numbers. */
export function oneOf(choices: readonly number[]): (text: string) => number {
  return (text) => {
    const value = readNumber(text);
    if (choices.includes(value)) return value;
    throw new InvalidArgumentError(`It must be one of ${choices.join(', ')}.`);
  };
}

/** Number('') is 0, which nobody means. */
function readNumber(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}
