const longest = 80;

/**
 * What must not reach a terminal from a file: control characters, which move its cursor and change its colours, those that change
 * the direction of writing or are not seen, halves of characters, and separators of lines. The joiners of Persian and Indian
 * scripts and of emoji are harmless.
 */
const unprintable = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A value from a file as messages show it: as JSON on one line, cut off where it is long, without what a terminal would obey. */
export function quoted(value: unknown): string {
  // A text is cut before it becomes JSON: a wrong file may be one line of 100 MB.
  const cut = typeof value === 'string' && value.length > longest ? `${value.slice(0, longest)}…` : value;
  const text = JSON.stringify(cut) ?? String(cut);
  return printable(text.length > 2 * longest ? `${text.slice(0, 2 * longest)}…` : text);
}

/**
 * A name from a file or of a file, such as a path or a class, in a message: as it is where every character can be seen, in quotation
 * marks and with the others written out where not.
 *
 * @example
 * ```ts
 * shownName('train/tench/1.jpg'); // train/tench/1.jpg
 * shownName('train/\u001b[2J'); // "train/\u001b[2J"
 * ```
 */
export function shownName(name: string): string {
  const isPlain = name !== '' && name.trim() === name && printable(name) === name;
  return isPlain ? name : printable(JSON.stringify(name));
}

/**
 * A text for a terminal, with everything written out that it would obey rather than show: `\u001b` for the escape character. Ends of
 * lines are written out too.
 */
export function printable(text: string): string {
  return text.replaceAll(unprintable, (character) =>
    Array.from({ length: character.length }, (_, i) => escaped(character.charCodeAt(i))).join(''),
  );
}

/** {@link printable} for a text of several lines, which stay lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
