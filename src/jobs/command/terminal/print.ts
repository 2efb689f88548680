import { printableLines } from '../../data/text/quoted';
import { guardOutput, writeAnswer } from '../guard-output';
import { type Colours, type TextStream, terminalOf } from './terminal';
import { wrap } from './wrap';

/** Gives a text that is ready otherwise its colours. */
export type Paint = (text: string, colours: Colours) => string;

const plain: Paint = (text) => text;

/**
 * A text as a stream takes it: what a terminal would obey is written out, lines fit its width, and then it gets its colours.
 *
 * @example
 * ```ts
 * fitted('There is no new report.', process.stderr, (text, { yellow }) => yellow(text));
 * ```
 */
export function fitted(text: string, stream: TextStream, paint: Paint = plain): string {
  const { width, colours } = terminalOf(stream);
  return paint(wrap(printableLines(text), width), colours);
}

/** Prints a line, or several, to the standard output. Where it cannot be written, nothing happens. */
export function printLine(text: string, paint?: Paint): void {
  print(text, process.stdout, paint);
}

/** Prints a line, or several, to the standard error output. Where it cannot be written, nothing happens. */
export function printWarning(text: string, paint?: Paint): void {
  print(text, process.stderr, paint);
}

/**
 * Prints what a command was called for, for people, and waits until it is written; see `printAnswer`.
 *
 * @throws Error where it cannot be written, unless its reader wants no more of it
 */
export function printText(text: string, paint?: Paint): Promise<void> {
  return writeAnswer(fitted(text, process.stdout, paint));
}

function print(text: string, stream: NodeJS.WriteStream, paint?: Paint): void {
  guardOutput(stream);
  stream.write(`${fitted(text, stream, paint)}\n`);
}
