import { expect, test } from 'vitest';
import { assertNotNegative, wholeNumberFrom } from '../../../src/checks';
import { multipleOf, numberThat } from '../../../src/jobs/command/option-values';
import { checkOf, commonOptions } from '../../../src/jobs/run/job-options';

const wholeNumber = numberThat(wholeNumberFrom(1));
const notNegative = numberThat(assertNotNegative);
const oneOf = numberThat(checkOf({ text: '', value: 'x', choices: [100, 50] }));
const size = numberThat(multipleOf(4, 32, 1024));
const seed = numberThat(commonOptions.seed.check);

test.each([
  [wholeNumber, '20', 20],
  [seed, '0', 0],
  [seed, '4294967295', 2 ** 32 - 1],
  [notNegative, '0.1', 0.1],
  [notNegative, '1e-3', 0.001],
  [oneOf, '50', 50],
  [size, '224', 224],
])('a value of its kind is read: %s, %s', (read, text, value) => {
  expect(read(text)).toBe(value);
});

test.each([
  [
    wholeNumber,
    ['0', '-1', '2.5', '', ' ', 'ten', 'NaN', 'Infinity', '3x'],
    'whole number of at least 1, got ',
  ],
  [seed, ['4294967296', '-1'], 'a whole number in 0..4294967295, got '],
  [
    notNegative,
    ['-0.1', '', 'NaN', 'Infinity', '1,5'],
    /^It must (not be negative|be a finite number), got .+\.$/,
  ],
  [oneOf, ['75', '', '100 50'], 'one of 100, 50, got '],
  [size, ['30', '1028', ''], 'a multiple of 4 in 32..1024, got '],
])('anything else is refused with what it must be: %s, %j', (read, texts, expected) => {
  for (const text of texts) expect(() => read(text), `'${text}'`).toThrow(expected);
});

test('what is refused is told as it was written', () => {
  expect(() => wholeNumber('2.5')).toThrow('It must be a whole number of at least 1, got 2.5.');
  expect(() => wholeNumber('ten, or 20')).toThrow(
    "It must be a whole number of at least 1, got 'ten, or 20'.",
  );
});

test('text is never read as a number, whatever the check says', () => {
  expect(() => numberThat(() => {})('ten')).toThrow("It must be a number, got 'ten'.");
});
