import stringWidth from 'string-width';

/** What a person takes for one character, which may be several code points. */
const characters = new Intl.Segmenter();

/**
 * How many columns of a terminal a text takes: a Japanese character and an emoji take two, a combining accent none.
 *
 * @example
 * ```ts
 * widthOf('柴犬'); // 4
 * ```
 */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/**
 * A text that takes no more than `width` columns: where it is longer, its beginning and …
 *
 * @example
 * ```ts
 * cutTo('柴犬と秋田犬', 6); // '柴犬…', of 5 columns, as no character is cut in two
 * ```
 */
export function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let [cut, taken] = ['', 0];
  for (const { segment } of characters.segment(text)) {
    taken += widthOf(segment);
    if (taken > width - 1) break;
    cut += segment;
  }
  return `${cut}…`;
}

/** A text with spaces behind it until it takes `width` columns, or before it. */
export function padTo(text: string, width: number, side: 'behind' | 'before' = 'behind'): string {
  const spaces = ' '.repeat(Math.max(0, width - widthOf(text)));
  return side === 'behind' ? text + spaces : spaces + text;
}
