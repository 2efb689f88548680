import { widthOf } from './width';

/**
 * Breaks the lines of a text between words where they are longer than `width`. A word is never broken. Lines that begin with a space
 * are left as they are: they are tables, and commands to copy.
 *
 * @param indent what the lines that are added begin with
 *
 * @example
 * ```ts
 * wrap('all classes have images', 12); // 'all classes\nhave images'
 * ```
 */
export function wrap(text: string, width: number, indent = ''): string {
  const lines = text.split('\n');
  return lines.map((line) => (line.startsWith(' ') ? line : wrapLine(line, width, indent))).join('\n');
}

/** {@link wrap} for one line, whatever it begins with. */
export function wrapLine(line: string, width: number, indent = ''): string {
  // Each part is a word with the spaces before it, which go where the line is broken there.
  const [first, ...rest] = line.split(/(?<=\S)(?= )/);
  const lines = [first!];
  for (const part of rest) {
    const longer = lines.at(-1)! + part;
    if (widthOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(indent + part.trimStart());
  }
  return lines.join('\n');
}

/**
 * Joins parts that belong together, such as `few 12.1`, to lines that are no longer than `width`.
 *
 * @param between two parts of one line
 * @param indent what every line but the first begins with
 *
 * @example
 * ```ts
 * joinWithin(['all 41.3', 'many 65.0', 'few 12.1'], '  ', 20); // 'all 41.3  many 65.0\nfew 12.1'
 * ```
 */
export function joinWithin(parts: readonly string[], between: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line: string | undefined;
  for (const part of parts) {
    const longer: string = line === undefined ? part : line + between + part;
    if (line === undefined || widthOf(longer) <= width) line = longer;
    else {
      lines.push(line);
      line = indent + part;
    }
  }
  return [...lines, line ?? ''].join('\n');
}
