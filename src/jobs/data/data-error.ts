/**
 * Thrown where data that a job is given cannot be used: a list, annotations, an archive or a folder of them.
 *
 * @example
 * ```ts
 * import { DataError } from 'mbib/jobs';
 *
 * const describe = (error: unknown) => (error instanceof DataError ? `look at ${error.place}` : String(error));
 * ```
 */
export class DataError extends Error {
  /** Tells this error from others. */
  override readonly name = 'DataError';

  constructor(
    /** The file or the folder, and where in it, as far as that is known: 'train.txt, line 17'. */
    readonly place: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
