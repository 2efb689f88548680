import { describe, expect, test } from 'vitest';
import { classBars } from '../../../../src/jobs/command/folder/class-bars';
import { table } from '../../../../src/jobs/command/terminal/table';
import { cutTo, padTo, widthOf } from '../../../../src/jobs/command/terminal/width';
import { wrapLine } from '../../../../src/jobs/command/terminal/wrap';

// Columns as the East Asian Width of Unicode (UAX #11) has them: W and F take two, combining marks none.
test.each([
  ['dog', 3],
  ['柴犬', 4],
  ['ﾊﾁ', 2],
  ['시바', 4],
  ['éclair', 6],
  ['e\u0301clair', 6],
  ['กุ้ง', 2],
  ['🐕', 2],
  ['👩‍🌾', 2],
])('%j takes %i columns', (text, width) => {
  expect(widthOf(text)).toBe(width);
});

test.each([
  ['柴犬と秋田犬', 12, '柴犬と秋田犬'],
  ['柴犬と秋田犬', 7, '柴犬と…'],
  ['柴犬と秋田犬', 6, '柴犬…'],
  ['e\u0301clairs', 3, 'e\u0301c…'],
  ['dogs', 1, '…'],
])('%j is cut to %i columns between letters', (text, width, cut) => {
  expect(cutTo(text, width)).toBe(cut);
});

describe('names of classes in Japanese', () => {
  const names = ['柴犬', 'dog', '日本スピッツと秋田犬と柴犬と甲斐犬'];

  test('the columns behind them begin at one place', () => {
    for (const width of [80, 24]) {
      const lines = table(
        [{ title: 'class', left: true, cut: true }, { title: 'recall' }],
        names.map((name) => [name, '97.1']),
        width,
      );
      const [first, ...others] = lines.map(widthOf);
      expect(others).toEqual(others.map(() => first));
      expect(first).toBeLessThanOrEqual(width);
    }
  });

  test('and those of the table of a folder fit the terminal', () => {
    const classes = names.map((name) => ({ name, train: 10, validation: 0, test: 5 }));
    for (const line of classBars(classes, 40)) expect(widthOf(line)).toBeLessThanOrEqual(40);
  });

  test('and lines of sentences with them fit', () => {
    const lines = wrapLine(`Classes: ${names.slice(0, 2).join(' ')} ${names[0]} ${names[0]}`, 18).split('\n');
    expect(lines).toEqual(['Classes: 柴犬 dog', '柴犬 柴犬']);
  });

  test('spaces behind and before make them as wide as others', () => {
    expect([padTo('柴犬', 6), padTo('柴犬', 6, 'before')]).toEqual(['柴犬  ', '  柴犬']);
  });
});
