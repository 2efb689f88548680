/**
 * Thrown where a step or a run had to end because one of its replicas did. The run's last checkpoint, where there is one, is kept; a page
 * that trains by itself keeps its own.
 *
 * @example
 * ```ts
 * import { type Job, ReplicaError, runJob } from 'mbib/jobs';
 *
 * declare const job: Job;
 * const options = { out: 'runs/mine', replicas: 2 };
 * try {
 *   await runJob(job, options, { program: import.meta.url });
 * } catch (error) {
 *   if (!(error instanceof ReplicaError && error.isSaved)) throw error;
 *   await runJob(job, { ...options, resume: true }, { program: import.meta.url });
 * }
 * ```
 */
export class ReplicaError extends Error {
  /** Tells this error from others. */
  override readonly name = 'ReplicaError';
  /** Whether there is a checkpoint to resume the run from. */
  isSaved = false;

  constructor(
    /** Number of the replica; the main thread, or the page, has number 0. */
    readonly replica: number,
    /** What happened to it: a clause without a full stop. */
    readonly reason: string,
  ) {
    super(`Replica ${replica} has ended: ${reason}.`);
  }
}
