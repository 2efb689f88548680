import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wrap, wrapLine } from '../../../src/jobs/command/terminal/wrap';

test.each([
  ['all classes have images', 13, 'all classes\n- have images'],
  ['003  MBIB, seed 0  finished  71.8 %', 28, '003  MBIB, seed 0  finished\n- 71.8 %'],
  ['  a table', 5, '  a\n- table'],
  ['', 5, ''],
])(
  '%j is broken between words, and no line begins or ends with the spaces of a break',
  (line, width, broken) => {
    expect(wrapLine(line, width, '- ')).toBe(broken);
  },
);

test('no word is lost or broken, and a line is longer than the width only where it is one word', () => {
  const word = fc.stringMatching(/^[a-z]{1,12}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 1, max: 40 }), (words, width) => {
      const lines = wrap(words.join(' '), width).split('\n');
      expect(lines.join(' ').split(' ')).toEqual(words);
      expect(lines.filter((line) => line.length > width && line.includes(' '))).toEqual([]);
    }),
  );
});
