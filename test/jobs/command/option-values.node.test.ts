import { expect, test } from 'vitest';
import { notNegative, oneOf, wholeNumber } from '../../../src/jobs/command/option-values';

test.each([
  [wholeNumber(1), '20', 20],
  [wholeNumber(0, 9), '0', 0],
  [notNegative, '0.1', 0.1],
  [notNegative, '1e-3', 0.001],
  [oneOf([100, 50]), '50', 50],
])('a value of its kind is read: %s, %s', (read, text, value) => {
  expect(read(text)).toBe(value);
});

test.each([
  [wholeNumber(1), ['0', '-1', '2.5', '', ' ', 'ten', 'NaN', 'Infinity', '3x'], 'at least 1'],
  [wholeNumber(0, 9), ['10', '-1'], 'in 0..9'],
  [notNegative, ['-0.1', '', 'NaN', 'Infinity', '1,5'], 'at least 0'],
  [oneOf([100, 50]), ['75', '', '100 50'], 'one of 100, 50'],
])('anything else is refused with what it must be: %s, %j', (read, texts, expected) => {
  for (const text of texts) expect(() => read(text), `'${text}'`).toThrow(expected);
});
