import { InvalidArgumentError, Option } from 'commander';
import { reject, rejectType, show } from '../../checks';
import { messageOf } from '../log/message-of';
import { nearMiss } from '../log/near-miss';

/** Throws where a value does not fit. */
type NumberCheck = (argument: string, value: never) => void;

/**
 * Reads an option's text as a number that passes a check. Text that is no number is refused as text, by the check's own sentence.
 *
 * @param word the one text that is taken as it is
 *
 * @example
 * ```ts
 * new Option('--epochs <n>').argParser(numberThat(wholeNumberFrom(1)));
 * ```
 */
export function numberThat(check: NumberCheck, word?: string): (text: string) => number | string {
  return (text) => {
    if (text === word) return text;
    // Number('') is 0, which nobody means.
    const number = text.trim() === '' ? Number.NaN : Number(text);
    const value = Number.isNaN(number) ? text : number;
    try {
      check('It', value as never);
      if (typeof value === 'string') rejectType('It', 'be a number', show(value));
    } catch (error) {
      throw new InvalidArgumentError(`${messageOf(error)}.`);
    }
    return number;
  };
}

/**
 * Reads an option's text as one of some values, and names the one that was probably meant where it is none.
 *
 * @example
 * ```ts
 * new Option('--backend <name>').choices(backendNames).argParser(oneOf(backendNames));
 * ```
 */
export function oneOf(choices: readonly string[]): (text: string) => string {
  return (text) => {
    if (choices.includes(text)) return text;
    const near = nearMiss(text, choices);
    const meant = near === undefined ? '' : `Did you mean '${near}'? `;
    throw new InvalidArgumentError(`${meant}Allowed choices are ${choices.join(', ')}.`);
  };
}

/** An option that is one of some values. */
export function choiceOption(flags: string, text: string, choices: readonly string[]): Option {
  return new Option(flags, text).choices(choices).argParser(oneOf(choices));
}

/** Checks that a value is a multiple of `factor` in `min..max`. */
export function multipleOf(factor: number, min: number, max: number) {
  return (argument: string, value: number): void => {
    if (typeof value === 'number' && value % factor === 0 && value >= min && value <= max) return;
    reject(argument, `be a multiple of ${factor} in ${min}..${max}`, show(value));
  };
}
