/**
 * Thrown where a run cannot learn from the teacher that it was given: there is none in the folder, it is not finished, or it does not fit
 * the images or the classes of the run. Nothing is written.
 *
 * @example
 * ```ts
 * import { type Job, runJob, TeacherError } from 'mbib/jobs';
 *
 * declare const job: Job;
 * try {
 *   await runJob(job, { out: 'runs/mine', resume: true });
 * } catch (error) {
 *   if (!(error instanceof TeacherError)) throw error;
 *   console.log(`${error.teacher} cannot teach this run`);
 * }
 * ```
 */
export class TeacherError extends Error {
  /** Tells this error from others. */
  override readonly name = 'TeacherError';

  constructor(
    /** The folder that was given. */
    readonly teacher: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Thrown where a run is to be resumed with another teacher than it was started with: the weights of its classifier are others. Nothing is
 * written.
 *
 * @example
 * ```ts
 * import { type Job, OtherTeacherError, runJob } from 'mbib/jobs';
 *
 * declare const job: Job;
 * try {
 *   await runJob(job, { out: 'runs/mine', resume: true });
 * } catch (error) {
 *   if (!(error instanceof OtherTeacherError)) throw error;
 *   console.log(`${error.given} is not the teacher in ${error.recorded} any more`);
 * }
 * ```
 */
export class OtherTeacherError extends Error {
  /** Tells this error from others. */
  override readonly name = 'OtherTeacherError';

  constructor(
    /** Path of the run's folder. */
    readonly path: string,
    /** Folder of the teacher that the run was started with, as it was given. */
    readonly recorded: string,
    /** Folder of the teacher that it was to go on with. */
    readonly given: string,
  ) {
    super(
      recorded === given
        ? `The teacher in ${given} has other weights than when the run in ${path} was started. With that one, start a new run in another folder, or after this folder is deleted.`
        : `The run in ${path} was started with the teacher in ${recorded}, and that in ${given} has other weights. Resume it with the teacher that it had; where its folder was moved, options.teacher names the new place.`,
    );
  }
}
