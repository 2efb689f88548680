import type { RecordedOptions } from '../log/run-log';
import type { MethodName } from '../nets/methods';

/** Where a training diverged, and what its loss became. */
export interface Divergence {
  /** Name of the method that was trained. */
  method: MethodName;
  /** The epoch, counted from 1. */
  epoch: number;
  /** The step of that epoch, counted from 1. */
  step: number;
  /** What the loss became: NaN, or infinite. */
  loss: number;
}

/**
 * Thrown where a training loss is not finite.
 *
 * @example
 * ```ts
 * import { DivergedError, type Job, runJob } from 'mbib/jobs';
 *
 * declare const job: Job;
 * try {
 *   await runJob(job, { epochs: 3 });
 * } catch (error) {
 *   if (!(error instanceof DivergedError)) throw error;
 *   console.log(`epoch ${error.epoch}, step ${error.step}: ${error.loss}`);
 * }
 * ```
 */
export class DivergedError extends Error {
  /** Tells this error from others. */
  override readonly name = 'DivergedError';
  /** Name of the method that was trained. */
  readonly method: MethodName;
  /** The epoch, counted from 1. */
  readonly epoch: number;
  /** The step of that epoch, counted from 1. */
  readonly step: number;
  /** What the loss became: NaN, or infinite. */
  readonly loss: number;
  /** The options that the run was trained with, as it records them; the run adds them. */
  options?: RecordedOptions;

  constructor({ method, epoch, step, loss }: Divergence) {
    super(`The training loss became ${loss} in epoch ${epoch} at step ${step}: training has diverged.`);
    this.method = method;
    this.epoch = epoch;
    this.step = step;
    this.loss = loss;
  }
}
