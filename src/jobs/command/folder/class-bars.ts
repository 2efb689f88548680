import { count } from '../../log/format';
import type { FolderClass } from '../../photos/folder/image-folder-summary';
import { shortName } from './in-words';

/** Width of the longest bar in characters. */
const WIDTH = 24;

/** Blocks of one to seven eighths of a character. */
const PARTS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** Of more classes than this the middle is left out. */
const MOST_CLASSES = 40;

const columns = ['train', 'validation', 'test'] as const;

/**
 * A table of classes with a bar for the training pictures of each, most frequent first.
 *
 * @param classes of a folder
 * @returns the lines: a head, then one a class. Of more than 40 classes the 20 most frequent and the 20 rarest
 *
 * @example
 * ```ts
 * console.log(classBars(summary.classes).join('\n'));
 * ```
 */
export function classBars(classes: readonly FolderClass[]): string[] {
  const sorted = classes.toSorted((a, b) => b.train - a.train);
  const most = sorted[0]?.train ?? 0;
  const widths = columns.map((column) =>
    sorted.reduce((width, each) => Math.max(width, count(each[column]).length), column.length),
  );
  const cells = (texts: readonly string[]) => texts.map((text, i) => text.padStart(widths[i]!)).join('  ');
  const line = (each: FolderClass) =>
    `${cells(columns.map((column) => count(each[column])))}  ${bar(each.train, most).padEnd(WIDTH)}  ${shortName(each.name)}`;
  const head = `${cells(columns)}  ${''.padEnd(WIDTH)}  class`;
  if (sorted.length <= MOST_CLASSES) return [head, ...sorted.map(line)];
  const half = MOST_CLASSES / 2;
  const left = sorted.length - MOST_CLASSES;
  return [
    head,
    ...sorted.slice(0, half).map(line),
    `… ${count(left)} more classes …`,
    ...sorted.slice(-half).map(line),
  ];
}

/** A bar in proportion; where there is anything, at least an eighth of a character. */
function bar(value: number, most: number): string {
  if (value === 0) return '';
  const eighths = Math.max(1, Math.round((8 * WIDTH * value) / most));
  return '█'.repeat(Math.floor(eighths / 8)) + PARTS[eighths % 8]!;
}
