import { widthOf } from './width';
import { joinWithin } from './wrap';

/**
 * A command for a person to copy: on one line where it fits, else on several that a shell reads as one. An option stays with its value.
 *
 * @param words as a shell takes them; the first ones may be one text, `npx mbib train`
 *
 * @example
 * ```ts
 * commandLine(['npx', 'mbib', 'train', 'digits', '--seed', '1'], 24); // '  npx mbib train \\\n    digits --seed 1'
 * ```
 */
export function commandLine(words: readonly string[], width: number, platform = process.platform): string {
  const line = `  ${words.join(' ')}`;
  // The shells of Windows know no \ at the end of a line.
  if (widthOf(line) <= width || platform === 'win32') return line;
  const [first, ...rest] = pairs(words.flatMap(apart));
  return joinWithin([`  ${first}`, ...rest], ' ', width - 2, '    ').replaceAll('\n', ' \\\n');
}

/** The words of a text such as `npx mbib`; spaces between quotation marks are part of a word. */
function apart(text: string): string[] {
  return text.match(/(?:'[^']*'|\\.|[^\s'\\])+/g) ?? [text];
}

/** Words, each option with its value. */
function pairs(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const [i, word] of words.entries()) {
    const isValue = words[i - 1]?.startsWith('--') && !word.startsWith('--');
    if (isValue) joined.push(`${joined.pop()} ${word}`);
    else joined.push(word);
  }
  return joined;
}
