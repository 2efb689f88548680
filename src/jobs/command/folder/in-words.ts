import { quoted } from '../../data/text/quoted';
import { count } from '../../log/format';
import type { FirstOf } from '../../photos/folder/image-folder-summary';

/** How many of several things a sentence names. */
const NAMED = 3;

/** The most characters of a name that stand in a column. */
const LONGEST = 40;

/** '1 class', '1,000 classes'. */
export function countOf(n: number, one: string, several = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : several}`;
}

/** 'is' or 'are', 'has' or 'have': the verb that fits a number. */
export function verb(n: number, one: string, several: string): string {
  return n === 1 ? one : several;
}

/** The first of some things: '"a", "b", "c" and 12 more'. */
export function named<T>({ count: all, first }: FirstOf<T>, show: (item: T) => string): string {
  const shown = first.slice(0, NAMED);
  const more = all > shown.length ? ` and ${count(all - shown.length)} more` : '';
  return `${shown.map(show).join(', ')}${more}`;
}

/** A name from a file system at the end of a line: cut where it is long, without what would move the terminal's cursor. */
export function shortName(name: string): string {
  const characters = [...name.replaceAll(/\p{C}/gu, '�')];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join('')}…` : characters.join('');
}

/** A name in a sentence. */
export function quotedName(name: string): string {
  return quoted(shortName(name));
}
