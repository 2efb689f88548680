/**
 * Thrown where a run's log cannot be read.
 *
 * @example
 * ```ts
 * import { RunLogError } from 'mbib/jobs';
 *
 * const describe = (error: unknown) => (error instanceof RunLogError ? `look at line ${error.line}` : String(error));
 * ```
 */
export class RunLogError extends Error {
  /** Tells this error from others. */
  override readonly name = 'RunLogError';

  constructor(
    /** Path of the log. */
    readonly file: string,
    /** What is wrong, a clause without a full stop. */
    readonly problem: string,
    /** The line, counted from 1; undefined where it is the whole file. */
    readonly line?: number,
  ) {
    super(line === undefined ? `${file} ${problem}` : `${file}, line ${line}: ${problem}`);
  }
}
