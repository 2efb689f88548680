import { joinWithin, lengthOf } from './wrap';

/**
 * A command for a person to copy: on one line where it fits, else on several that a shell reads as one. An option stays with its value.
 *
 * @param words as a shell takes them
 *
 * @example
 * ```ts
 * commandLine(['npx', 'mbib', 'train', 'digits', '--seed', '1'], 24); // '  npx mbib train \\\n    digits --seed 1'
 * ```
 */
export function commandLine(words: readonly string[], width: number, platform = process.platform): string {
  const line = `  ${words.join(' ')}`;
  // The shells of Windows know no \ at the end of a line.
  if (lengthOf(line) <= width || platform === 'win32') return line;
  const [first, ...rest] = pairs(words);
  return joinWithin([`  ${first}`, ...rest], ' ', width - 2, '    ').replaceAll('\n', ' \\\n');
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
