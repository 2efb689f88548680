import { InvalidArgumentError } from 'commander';
import { type Rejection, reject, show } from '../../checks';

/** Throws a {@link Rejection} where a number does not fit. */
type NumberCheck = (argument: string, value: never) => void;

/**
 * Reads an option's text as a number that passes a check; the parser says what it must be.
 *
 * @example
 * ```ts
 * new Option('--epochs <n>').argParser(numberThat(wholeNumberFrom(1)));
 * ```
 */
export function numberThat(check: NumberCheck): (text: string) => number {
  return (text) => {
    // Number('') is 0, which nobody means.
    const value = text.trim() === '' ? Number.NaN : Number(text);
    try {
      check('It', value as never);
    } catch (error) {
      // The parser itself says what the text was.
      throw new InvalidArgumentError(`It must ${(error as Rejection).requirement}.`);
    }
    return value;
  };
}

/** Checks that a value is a multiple of `factor` in `min..max`. */
export function multipleOf(factor: number, min: number, max: number) {
  return (argument: string, value: number): void => {
    if (typeof value === 'number' && value % factor === 0 && value >= min && value <= max) return;
    reject(argument, `be a multiple of ${factor} in ${min}..${max}`, show(value));
  };
}
