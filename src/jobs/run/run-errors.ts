import type { MethodName } from '../nets/methods';

/** A folder for a new run that is not empty. */
export class FolderTakenError extends Error {
  /** Tells this error from others. */
  override readonly name = 'FolderTakenError';

  constructor(
    /** Of the folder. */
    readonly path: string,
    /** Whether what it holds is a run, which could be gone on with. */
    readonly holdsRun: boolean,
  ) {
    super(holdsRun ? `${path} holds a run already.` : `${path} exists and is not empty.`);
  }
}

/** A folder without a run that could be gone on with. */
export class NoRunError extends Error {
  /** Tells this error from others. */
  override readonly name = 'NoRunError';

  constructor(
    /** Of the folder. */
    readonly path: string,
    /** Whether there is such a folder; then it holds something else. */
    readonly exists: boolean,
  ) {
    super(exists ? `${path} holds no run (no log.jsonl).` : `There is no run in ${path} to resume.`);
  }
}

/** An option of the loss that the method does not read. */
export class UnreadOptionError extends Error {
  /** Tells this error from others. */
  override readonly name = 'UnreadOptionError';

  constructor(
    /** The option's name. */
    readonly option: string,
    /** The method's name. */
    readonly method: MethodName,
  ) {
    super(`The option ${option} has no effect with the method ${method}; leave it out.`);
  }
}

/** A run that is to be gone on with by another option than it was started with. */
export class OtherOptionError extends Error {
  /** Tells this error from others. */
  override readonly name = 'OtherOptionError';

  constructor(
    /** Of the run's folder. */
    readonly path: string,
    /** The option's name. */
    readonly option: string,
    /** What the run was started with; undefined where it has no such option. */
    readonly recorded: string | number | boolean | undefined,
    /** What it was to go on with. */
    readonly given: unknown,
  ) {
    const was = recorded === undefined ? `without ${option}` : `with ${option} ${recorded}`;
    super(
      `The run in ${path} was started ${was}, not ${given}. ` +
        'Resume it with the options it has (those left out are taken from it), or start another.',
    );
  }
}

/** A run that is to be gone on with on other training images. */
export class OtherDataError extends Error {
  /** Tells this error from others. */
  override readonly name = 'OtherDataError';

  constructor(
    /** Of the run's folder. */
    readonly path: string,
  ) {
    super(`The run in ${path} has another list of training images. Resume it with the data it had.`);
  }
}

/** Images none of which can be read. */
export class NoImagesError extends Error {
  /** Tells this error from others. */
  override readonly name = 'NoImagesError';

  constructor(
    /** Which images. */
    readonly images: 'training' | 'test',
    /** How many were left out. */
    readonly skipped: number,
  ) {
    super(`None of the ${images} images can be read (${skipped} left out).`);
  }
}

/** A run that had to end as a file could not be written. Its last checkpoint is kept. */
export class RunStoppedError extends Error {
  /** Tells this error from others. */
  override readonly name = 'RunStoppedError';

  constructor(
    /** Of the run's folder. */
    readonly path: string,
    /** What could not be written, and why. */
    override readonly cause: Error,
  ) {
    super(`${cause.message} The last checkpoint is kept.`, { cause });
  }
}

/** A checkpoint that cannot be used. */
export class CheckpointError extends Error {
  /** Tells this error from others. */
  override readonly name = 'CheckpointError';

  constructor(
    /** Of the file. */
    readonly path: string,
    /** Why, a clause without a full stop. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`Cannot use the checkpoint ${path}: ${reason}.`, options);
  }
}
