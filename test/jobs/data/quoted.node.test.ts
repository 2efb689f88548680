import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable, printableLines, quoted, shownName } from '../../../src/jobs/data/text/quoted';

/** What a terminal would obey: controls, the C1 controls, changes of direction, lone halves of characters. */
const obeyed = [
  '\u001b[2J',
  '\u009b31m',
  '\u202ecod',
  '\u2028',
  '\r',
  '\u0007',
  '\ufeff',
  '\ud800',
  '\u{e0041}',
];
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
const harmful = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/u;

test.each(obeyed.map((text) => [JSON.stringify(text), text]))('%s is written out', (_, text) => {
  for (const show of [quoted, shownName, printable, printableLines]) {
    expect(show(`a${text}b`)).not.toMatch(harmful);
    expect(show(`a${text}b`)).toMatch(/^"?a\\[ru]/);
  }
});

const units = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
  .map((codes) => String.fromCharCode(...codes));

test('no text at all brings harmful characters to a terminal, and JSON is read back', () => {
  fc.assert(
    fc.property(units, (text) => {
      expect(shownName(text)).not.toMatch(harmful);
      expect(JSON.parse(printableLines(JSON.stringify({ text }, null, 2)))).toEqual({ text });
    }),
    { numRuns: 500 },
  );
});

test('names that can be seen stay as they are', () => {
  for (const name of ['train/n01440764/a 1.JPEG', 'Bärlauch', '猫/1.png', "l'été", '👩‍🌾.png'])
    expect(shownName(name)).toBe(name);
  expect(shownName('ends in a space ')).toBe('"ends in a space "');
  expect(shownName('')).toBe('""');
});

test('lines stay lines', () => {
  expect(printableLines('a\nb\u001b')).toBe('a\nb\\u001b');
});
