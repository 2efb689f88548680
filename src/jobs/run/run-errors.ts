import type { UselessOption } from '../loop/batch-options';

/** What a message calls an option: a command line has flags for it. */
export type OptionNaming = (option: string) => string;

/** An option is called by its name. */
const byName: OptionNaming = (option) => option;

/**
 * Thrown where a new run is to go into a folder that is not empty. Nothing is written.
 *
 * @example
 * ```ts
 * import { FolderTakenError, type Job, runJob } from 'mbib/jobs';
 *
 * declare const job: Job;
 * try {
 *   await runJob(job, { out: 'runs/mine' });
 * } catch (error) {
 *   if (!(error instanceof FolderTakenError && error.holdsRun)) throw error;
 *   await runJob(job, { out: error.path, resume: true });
 * }
 * ```
 */
export class FolderTakenError extends Error {
  /** Tells this error from others. */
  override readonly name = 'FolderTakenError';

  constructor(
    /** Path of the folder. */
    readonly path: string,
    /** Whether the folder holds a run, which could be resumed; otherwise it holds other files. */
    readonly holdsRun: boolean,
  ) {
    super(holdsRun ? `${path} holds a run already.` : `${path} exists and is not empty.`);
  }
}

/**
 * Thrown where a run is to be resumed from a folder that holds none. Nothing is written.
 *
 * @example
 * ```ts
 * import { type Job, NoRunError, runJob } from 'mbib/jobs';
 *
 * declare const job: Job;
 * try {
 *   await runJob(job, { out: 'runs/mine', resume: true });
 * } catch (error) {
 *   if (!(error instanceof NoRunError) || error.exists) throw error;
 *   await runJob(job, { out: error.path });
 * }
 * ```
 */
export class NoRunError extends Error {
  /** Tells this error from others. */
  override readonly name = 'NoRunError';

  constructor(
    /** Path of the folder. */
    readonly path: string,
    /** Whether the folder exists. Where it does, it holds other files than those of a run, or not all of a run's. */
    readonly exists: boolean,
    /** Whether it has the checkpoint of a run, whose log is missing. */
    readonly lacksLog = false,
  ) {
    super(
      lacksLog
        ? `${path} holds the checkpoint of a run whose log.jsonl is missing: a run is resumed with both. Where the log is lost, delete the folder and train the run anew.`
        : exists
          ? `${path} holds no run (no log.jsonl).`
          : `There is no run in ${path} to resume.`,
    );
  }
}

/**
 * Thrown where a new run is given an option that its method does not read, or that has no effect with another option. Nothing is written.
 *
 * @example
 * ```ts
 * import { type Job, runJob, UnreadOptionError } from 'mbib/jobs';
 *
 * declare const job: Job;
 * try {
 *   await runJob(job, { method: 'ce', beta: 1 });
 * } catch (error) {
 *   if (!(error instanceof UnreadOptionError)) throw error;
 *   console.log(`leave ${error.option} out: ${error.method} does not read it`);
 * }
 * ```
 */
export class UnreadOptionError extends Error {
  /** Tells this error from others. */
  override readonly name = 'UnreadOptionError';

  constructor(
    /** The option's name. */
    readonly option: string,
    /** The name of the method, or of the second stage. */
    readonly method: string,
    /** The option whose value makes it useless, and that value. */
    readonly decidedBy: Omit<UselessOption, 'option'> = { by: 'method', value: method },
  ) {
    super(unreadOption(option, decidedBy, byName));
  }

  /** The error's message, with the options called what `nameOf` returns: '--beta' for 'beta'. */
  messageWith(nameOf: OptionNaming): string {
    return unreadOption(this.option, this.decidedBy, nameOf);
  }
}

function unreadOption(
  option: string,
  { by, value }: UnreadOptionError['decidedBy'],
  nameOf: OptionNaming,
): string {
  return `${nameOf(option)} has no effect with ${nameOf(by)} ${value}; leave it out.`;
}

/**
 * Thrown where a run is to be resumed with another value of an option than it was started with. Nothing is written.
 *
 * @example
 * ```ts
 * import { type Job, OtherOptionError, runJob } from 'mbib/jobs';
 *
 * declare const job: Job;
 * try {
 *   await runJob(job, { epochs: 2, out: 'runs/mine', resume: true });
 * } catch (error) {
 *   if (!(error instanceof OtherOptionError)) throw error;
 *   console.log(`${error.option} was ${error.recorded}, not ${error.given}`);
 * }
 * ```
 */
export class OtherOptionError extends Error {
  /** Tells this error from others. */
  override readonly name = 'OtherOptionError';

  constructor(
    /** Path of the run's folder. */
    readonly path: string,
    /** The option's name. */
    readonly option: string,
    /** The value that the run was started with; undefined where it was started without the option. */
    readonly recorded: string | number | boolean | undefined,
    /** The value that the run was to go on with. */
    readonly given: unknown,
  ) {
    super(otherOption({ path, option, recorded, given }, byName));
  }

  /** The error's message, with the options called what `nameOf` returns: '--epochs' for 'epochs'. */
  messageWith(nameOf: OptionNaming): string {
    return otherOption(this, nameOf);
  }
}

function otherOption(
  { path, option, recorded, given }: Pick<OtherOptionError, 'path' | 'option' | 'recorded' | 'given'>,
  nameOf: OptionNaming,
): string {
  const was = recorded === undefined ? `no ${nameOf(option)}` : `${nameOf(option)} ${recorded}`;
  return (
    `The run in ${path} was started with ${was}, not ${given}. ` +
    `Resume it with the options it has (those left out are taken from it), or start another with another ${nameOf('out')}.`
  );
}

/**
 * Thrown where a run is to be resumed on other images than it was started on: their `fingerprint` is another. Nothing is
 * written.
 *
 * @example
 * ```ts
 * import { type Job, OtherDataError, runJob } from 'mbib/jobs';
 *
 * declare const job: Job;
 * try {
 *   await runJob(job, { out: 'runs/mine', resume: true });
 * } catch (error) {
 *   if (!(error instanceof OtherDataError)) throw error;
 *   console.log(`${error.path} has other ${error.images} images`);
 * }
 * ```
 */
export class OtherDataError extends Error {
  /** Tells this error from others. */
  override readonly name = 'OtherDataError';

  constructor(
    /** Path of the run's folder. */
    readonly path: string,
    /** Which images are others. */
    readonly images: 'training' | 'validation' | 'test',
  ) {
    super(`The run in ${path} has another list of ${images} images. Resume it with the data it had.`);
  }
}

/**
 * Thrown where a run is to be resumed on a processor or a Node whose rounding is another than that it was started with, so that its
 * figures would be others than without the stop. Nothing is written.
 *
 * @example
 * ```ts
 * import { type Job, OtherArithmeticError, runJob } from 'mbib/jobs';
 *
 * declare const job: Job;
 * try {
 *   await runJob(job, { out: 'runs/mine', resume: true });
 * } catch (error) {
 *   if (!(error instanceof OtherArithmeticError)) throw error;
 *   await runJob(job, { out: 'runs/mine', resume: true, otherArithmetic: true });
 * }
 * ```
 */
export class OtherArithmeticError extends Error {
  /** Tells this error from others. */
  override readonly name = 'OtherArithmeticError';

  constructor(
    /** Path of the run's folder. */
    readonly path: string,
    /** What the run was computed in so far: 'float32'. */
    readonly recorded: string,
    /** What it would be computed in from now on. */
    readonly now: string,
  ) {
    super(
      `The run in ${path} was computed in ${recorded}, and here it would go on in ${now}, which rounds otherwise: ` +
        'its figures would not be those of a run without the stop. Resume it with the version of Node and the backend that it had.',
    );
  }
}

/**
 * Thrown where all training images, all validation images or all test images were left out because they cannot be read.
 *
 * @example
 * ```ts
 * import { type Job, NoImagesError, runJob } from 'mbib/jobs';
 *
 * declare const job: Job;
 * try {
 *   await runJob(job, { out: 'runs/mine' });
 * } catch (error) {
 *   if (!(error instanceof NoImagesError)) throw error;
 *   console.log(`no ${error.images} image can be read: ${error.skipped} images left out`);
 * }
 * ```
 */
export class NoImagesError extends Error {
  /** Tells this error from others. */
  override readonly name = 'NoImagesError';

  constructor(
    /** Which images of the run they are. */
    readonly images: 'training' | 'validation' | 'test',
    /** How many images were left out because they cannot be read. */
    readonly skipped: number,
  ) {
    super(`None of the ${images} images can be read (${skipped} left out).`);
  }
}

/**
 * Thrown where a run had to end because a file could not be written. Its last checkpoint is kept, to resume it from.
 *
 * @example
 * ```ts
 * import { type Job, runJob, RunStoppedError } from 'mbib/jobs';
 *
 * declare const job: Job;
 * try {
 *   await runJob(job, { out: 'runs/mine' });
 * } catch (error) {
 *   if (!(error instanceof RunStoppedError && error.isSaved)) throw error;
 *   console.log(`${error.cause.message} Make room, and resume the run in ${error.path}.`);
 * }
 * ```
 */
export class RunStoppedError extends Error {
  /** Tells this error from others. */
  override readonly name = 'RunStoppedError';

  constructor(
    /** Path of the run's folder. */
    readonly path: string,
    /** The error of the file that could not be written: which one, and why. */
    override readonly cause: Error,
    /** Whether there is a checkpoint. A run that had to end at its very beginning has none. */
    readonly isSaved = true,
  ) {
    super(`${cause.message} ${isSaved ? 'The last checkpoint is kept.' : 'There is no checkpoint yet.'}`, {
      cause,
    });
  }
}

/** A checkpoint that can be gone on from in place of a damaged one. */
export interface PreviousCheckpoint {
  /** Path of its file. */
  path: string;
  /** Number of epochs that were done. */
  epoch: number;
  /** Number of steps that were done of the epoch after them. */
  step: number;
}

/**
 * Thrown where a run cannot be resumed from its checkpoint: the file is damaged, is missing, of another format, or of another model or
 * optimizer.
 *
 * @example
 * ```ts
 * import { rename } from 'node:fs/promises';
 * import { CheckpointError, type Job, runJob } from 'mbib/jobs';
 *
 * declare const job: Job;
 * try {
 *   await runJob(job, { out: 'runs/mine', resume: true });
 * } catch (error) {
 *   if (!(error instanceof CheckpointError && error.previous)) throw error;
 *   console.log(`${error.path} is of no use: ${error.reason}`);
 *   await rename(error.previous.path, error.path);
 *   await runJob(job, { out: 'runs/mine', resume: true }); // from the one before it
 * }
 * ```
 */
export class CheckpointError extends Error {
  /** Tells this error from others. */
  override readonly name = 'CheckpointError';

  constructor(
    /** Path of the checkpoint file. */
    readonly path: string,
    /** Why it cannot be used: a clause without a full stop, such as 'the file is truncated'. */
    readonly reason: string,
    options?: ErrorOptions,
    /** The checkpoint before it, where that one is whole. */
    readonly previous?: PreviousCheckpoint,
  ) {
    super(`Cannot use the checkpoint ${path}: ${reason}.`, options);
  }
}

/**
 * Thrown where the loss of a second stage does not stay finite. Its folder is left empty, for another try.
 *
 * @example
 * ```ts
 * import { finetuneRun, type Job, StageDivergedError } from 'mbib/jobs';
 *
 * declare const digits: Job;
 * try {
 *   await finetuneRun([digits], 'runs/digits-ce-s0', { method: 'crt' });
 * } catch (error) {
 *   if (!(error instanceof StageDivergedError)) throw error;
 *   await finetuneRun([digits], 'runs/digits-ce-s0', { method: 'crt', learningRate: 0.01 });
 * }
 * ```
 */
export class StageDivergedError extends Error {
  /** Tells this error from others. */
  override readonly name = 'StageDivergedError';

  constructor(
    /** The name of the second stage. */
    readonly method: string,
    /** The epoch, counted from 1. */
    readonly epoch: number,
    options?: ErrorOptions,
  ) {
    super(stageDiverged({ method, epoch }, byName), options);
  }

  /** The error's message, with the options called what `nameOf` returns: '--learning-rate' for 'learningRate'. */
  messageWith(nameOf: OptionNaming): string {
    return stageDiverged(this, nameOf);
  }
}

function stageDiverged(
  { method, epoch }: Pick<StageDivergedError, 'method' | 'epoch'>,
  nameOf: OptionNaming,
): string {
  return `The loss of the second stage ${method} is not finite in epoch ${epoch}: its training has diverged. Do it again with a smaller ${nameOf('learningRate')}.`;
}
