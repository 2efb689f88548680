import { count } from '../../log/format';
import type { FolderClass } from '../../photos/folder/image-folder-summary';
import { cell } from '../terminal/table';
import { widthOf } from '../terminal/width';
import { shortName } from './in-words';

/** Width of the longest bar in characters, where there is room for it. */
const WIDTH = 24;

/** Where there is less room for a bar than this, there is none. */
const SHORTEST = 6;

/** What a class's name has at the least, unless it is shorter. */
const NAME = 16;

/** Blocks of one to seven eighths of a character. */
const PARTS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** Of more classes than this the middle is left out. */
const MOST_CLASSES = 40;

const columns = ['train', 'validation', 'test'] as const;

/**
 * A table of classes with a bar for the training pictures of each, most frequent first.
 *
 * @param classes of a folder
 * @param most the longest line: where it is too short, bars are shorter or left out, and names are cut
 * @returns the lines: a head, then one a class. Of more than 40 classes the 20 most frequent and the 20 rarest
 *
 * @example
 * ```ts
 * console.log(classBars(summary.classes).join('\n'));
 * ```
 */
export function classBars(classes: readonly FolderClass[], most = Number.POSITIVE_INFINITY): string[] {
  const sorted = classes.toSorted((a, b) => b.train - a.train);
  const largest = sorted[0]?.train ?? 0;
  const widths = columns.map((column) =>
    sorted.reduce((width, each) => Math.max(width, count(each[column]).length), column.length),
  );
  const taken = widths.reduce((sum, width) => sum + width + 2, 0);
  const longest = sorted.reduce((width, { name }) => Math.max(width, widthOf(shortName(name))), 5);
  const room = most - taken - 2 - Math.min(NAME, longest);
  const width = room >= WIDTH ? WIDTH : room >= SHORTEST ? room : 0;
  const barCell = (text: string) => (width === 0 ? '' : `${text.padEnd(width)}  `);
  const nameWidth = Math.max(5, Math.min(longest, most - taken - barCell('').length));
  const line = (numbers: readonly string[], ofBar: string, name: string) =>
    `${numbers.map((text, i) => `${text.padStart(widths[i]!)}  `).join('')}${barCell(ofBar)}${cell(name, nameWidth, { left: true })}`.trimEnd();
  const lineOf = (each: FolderClass) =>
    line(
      columns.map((column) => count(each[column])),
      bar(each.train, largest, width),
      shortName(each.name),
    );
  const head = line(columns, '', 'class');
  if (sorted.length <= MOST_CLASSES) return [head, ...sorted.map(lineOf)];
  const half = MOST_CLASSES / 2;
  const left = sorted.length - MOST_CLASSES;
  return [
    head,
    ...sorted.slice(0, half).map(lineOf),
    `… ${count(left)} more classes …`,
    ...sorted.slice(-half).map(lineOf),
  ];
}

/** A bar in proportion; where there is anything, at least an eighth of a character. */
function bar(value: number, most: number, width: number): string {
  if (value === 0) return '';
  const eighths = Math.max(1, Math.round((8 * width * value) / most));
  return '█'.repeat(Math.floor(eighths / 8)) + PARTS[eighths % 8]!;
}
