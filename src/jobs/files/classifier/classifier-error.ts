/**
 * Thrown where a folder holds no classifier that can be used: there is none yet, it is of an earlier version, or its files are of two.
 *
 * @example
 * ```ts
 * import { ClassifierError, loadClassifier } from 'mbib/jobs';
 *
 * try {
 *   await loadClassifier('runs/mine');
 * } catch (error) {
 *   if (!(error instanceof ClassifierError)) throw error;
 *   console.log(error.folder, error.message);
 * }
 * ```
 */
export class ClassifierError extends Error {
  /** Tells this error from others. */
  override readonly name = 'ClassifierError';

  constructor(
    /** The folder. */
    readonly folder: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
