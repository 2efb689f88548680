import type { Writable } from 'node:stream';
import { printableLines } from '../data/text/quoted';
import { fileErrorReason } from '../files/atomic-file';

const guarded = new WeakSet<object>();

/**
 * Lets a program go on where a stream cannot be written to: its reader has ended, as in `… | head -1`, its terminal is gone, its
 * disk is full. Without it Node ends the process. Whatever is no stream is left alone.
 *
 * @example
 * ```ts
 * guardOutput(process.stdout);
 * ```
 */
export function guardOutput(stream: object): void {
  if (guarded.has(stream) || typeof (stream as Writable).on !== 'function') return;
  guarded.add(stream);
  (stream as Writable).on('error', () => {});
}

/**
 * Prints what a command was called for, and waits until it is written. What a terminal would obey is written out. A reader that wants no more of it is no error.
 *
 * @throws Error where it cannot be written otherwise
 *
 * @example
 * ```ts
 * await printAnswer('cat.jpg  cat 97.1 %');
 * ```
 */
export function printAnswer(text: string): Promise<void> {
  return writeAnswer(printableLines(text));
}

/** Writes a line to the standard output as it is, and waits until it is written; see {@link printAnswer}. */
export function writeAnswer(text: string): Promise<void> {
  guardOutput(process.stdout);
  return new Promise((resolve, reject) => {
    process.stdout.write(`${text}\n`, (error) => {
      if (!error || (error as NodeJS.ErrnoException).code === 'EPIPE') resolve();
      else reject(new Error(`Cannot write the output: ${fileErrorReason(error)}.`, { cause: error }));
    });
  });
}

/** Resolves when all that was printed is written, or cannot be. */
export async function flushOutput(): Promise<void> {
  const streams = [process.stdout, process.stderr];
  await Promise.all(
    streams.map((stream) => new Promise<void>((resolve) => stream.write('', () => resolve()))),
  );
}
