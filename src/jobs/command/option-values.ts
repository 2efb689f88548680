import { InvalidArgumentError } from 'commander';
import { reject, rejectType, show } from '../../checks';
import { messageOf } from '../log/message-of';

/** Throws where a value does not fit. */
type NumberCheck = (argument: string, value: never) => void;

/**
 * Reads an option's text as a number that passes a check. Text that is no number is refused as text, by the check's own sentence.
 *
 * @param words that stand for a number
 *
 * @example
 * ```ts
 * new Option('--epochs <n>').argParser(numberThat(wholeNumberFrom(1)));
 * ```
 */
export function numberThat<Word extends string = never>(
  check: NumberCheck,
  words: readonly Word[] = [],
): (text: string) => number | Word {
  return (text) => {
    // Number('') is 0, which nobody means.
    const number = text.trim() === '' ? Number.NaN : Number(text);
    const value = Number.isNaN(number) ? text : number;
    try {
      check('It', value as never);
      // The check knows the word.
      if (words.includes(text as Word)) return text as Word;
      if (typeof value === 'string') rejectType('It', 'be a number', show(value));
    } catch (error) {
      throw new InvalidArgumentError(`${messageOf(error)}.`);
    }
    return number;
  };
}

/** Checks that a value is a multiple of `factor` in `min..max`. */
export function multipleOf(factor: number, min: number, max: number) {
  return (argument: string, value: number): void => {
    if (typeof value === 'number' && value % factor === 0 && value >= min && value <= max) return;
    reject(argument, `be a multiple of ${factor} in ${min}..${max}`, show(value));
  };
}
