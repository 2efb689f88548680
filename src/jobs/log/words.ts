import { count } from './format';

/**
 * A number and its noun: 'one' for 1, digits with thousands separators for any other.
 *
 * @param n a whole number
 * @param noun in the singular
 * @param nouns the plural, where it is not the noun with an s
 *
 * @example
 * ```ts
 * import { plural } from 'mbib/jobs';
 *
 * plural(1, 'run'); // 'one run'
 * plural(5, 'class', 'classes'); // '5 classes'
 * ```
 */
export function plural(n: number, noun: string, nouns = `${noun}s`): string {
  return n === 1 ? `one ${noun}` : `${count(n)} ${nouns}`;
}

/**
 * A title as it stands inside a sentence: its first letter small, unless it begins with a name that has further capitals, such as 'MBIB' or
 * 'DisAlign'.
 *
 * @example
 * ```ts
 * import { inSentence } from 'mbib/jobs';
 *
 * inSentence('Cross entropy'); // 'cross entropy'
 * inSentence('DisAlign'); // 'DisAlign'
 * ```
 */
export const inSentence = (title: string): string =>
  title.replace(/^[A-Z](?=[a-z]+(?![A-Za-z]))/, (letter) => letter.toLowerCase());

/**
 * Items as a list in a sentence.
 *
 * @param items of any number
 * @param word between the last two
 *
 * @example
 * ```ts
 * import { list } from 'mbib/jobs';
 *
 * list(['BIB', 'MBIB', 'BSCE']); // 'BIB, MBIB and BSCE'
 * list(['BIB', 'MBIB'], 'or'); // 'BIB or MBIB'
 * ```
 */
export function list(items: readonly string[], word: 'and' | 'or' = 'and'): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
}

/**
 * A word of a command as a shell takes it: in quotation marks where it has a character that means something to the shell.
 *
 * @example
 * ```ts
 * shellWord('my run'); // "'my run'"
 * ```
 */
export function shellWord(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
