/** Thrown where an experiment file cannot be used as it is. It names the file and the key. */
export class ExperimentError extends Error {
  /** Tells this error from others. */
  override readonly name = 'ExperimentError';

  constructor(
    /** Path of the file. */
    readonly file: string,
    /** What is wrong, beginning with the key: 'parameters.beta must …, got …'. */
    readonly problem: string,
  ) {
    super(`${file}: ${problem}`);
  }
}
