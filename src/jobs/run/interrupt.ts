/** A signal that stops a run between two steps. */
export type StopSignal = 'SIGINT' | 'SIGTERM';

/** Where a run was stopped. */
export interface StopPosition {
  /** The epoch under way, counted from 1. */
  epoch: number;
  /** Length of the training, in epochs. */
  epochs: number;
  /** Number of steps that are done of this epoch. */
  step: number;
  /** Number of steps in an epoch. */
  steps: number;
}

/**
 * Thrown where Ctrl-C or SIGTERM has stopped a run, after it has saved a checkpoint to resume it from.
 *
 * @example
 * ```ts
 * import { InterruptedError, type Job, runJob } from 'mbib/jobs';
 *
 * declare const job: Job;
 * try {
 *   await runJob(job, { out: 'runs/mine' });
 * } catch (error) {
 *   if (!(error instanceof InterruptedError)) throw error;
 *   console.log(`stopped in epoch ${error.position.epoch} of ${error.position.epochs}`);
 *   process.exitCode = error.exitCode;
 * }
 * ```
 */
export class InterruptedError extends Error {
  /** Tells this error from others. */
  override readonly name = 'InterruptedError';
  /** What a shell expects of a process that such a signal ended: 130 for SIGINT, which is Ctrl-C, 143 for SIGTERM. */
  readonly exitCode: number;

  constructor(
    /** The signal that stopped the run. */
    readonly signal: StopSignal,
    /** Where it was stopped. */
    readonly position: StopPosition,
  ) {
    const { epoch, epochs, step, steps } = position;
    super(`Stopped in epoch ${epoch} of ${epochs} after step ${step} of ${steps}; a checkpoint is saved.`);
    this.exitCode = signal === 'SIGINT' ? 130 : 143;
  }
}

/**
 * Watches for Ctrl-C and SIGTERM, so that a loop can stop between two steps instead of in the middle of one.
 * A second signal ends the process at once.
 *
 * @example
 * ```ts
 * const interrupt = watchInterrupt();
 * while (!interrupt.signal) await step();
 * interrupt.dispose();
 * ```
 */
export function watchInterrupt(): { readonly signal: StopSignal | undefined; dispose(): void } {
  let received: StopSignal | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (received) process.exit(130);
    received = signal as StopSignal;
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    get signal() {
      return received;
    },
    dispose() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
