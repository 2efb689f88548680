/** A signal that stops a run between two steps: Ctrl-C, a polite request to end, the end of the terminal. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** What a shell expects of a process that a signal ended. */
const exitCodes: Readonly<Record<StopSignal, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
const stopSignals = Object.keys(exitCodes) as StopSignal[];

/** Starters such as npx send a signal on that the whole group of processes has had already: within this time it is the same one. */
const SAME_MILLISECONDS = 1000;

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

/** How a run stands that was stopped before its first step, or before it went on. */
export interface StoppedBefore {
  /** What people are told. */
  message: string;
  /** Whether there is a checkpoint to go on from. */
  resumable: boolean;
}

/**
 * Thrown where Ctrl-C, SIGTERM or SIGHUP has stopped a run, after it has saved a checkpoint to resume it from.
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
 *   console.log(error.position ? `stopped in epoch ${error.position.epoch}` : 'stopped before the first step');
 *   process.exitCode = error.exitCode;
 * }
 * ```
 */
export class InterruptedError extends Error {
  /** Tells this error from others. */
  override readonly name = 'InterruptedError';
  /** What a shell expects of a process that such a signal ended: 130 for SIGINT, which is Ctrl-C, 143 for SIGTERM, 129 for SIGHUP. */
  readonly exitCode: number;
  /** Where it was stopped; undefined before the training. */
  readonly position: StopPosition | undefined;
  /** Whether there is a checkpoint to resume the run from. */
  readonly resumable: boolean;

  constructor(
    /** The signal that stopped the run. */
    readonly signal: StopSignal,
    where: StopPosition | StoppedBefore,
  ) {
    super('message' in where ? where.message : stoppedAt(where));
    this.position = 'message' in where ? undefined : where;
    this.resumable = 'message' in where ? where.resumable : true;
    this.exitCode = exitCodes[signal];
  }
}

function stoppedAt({ epoch, epochs, step, steps }: StopPosition): string {
  if (epoch > epochs) return `Stopped after the last of ${epochs} epochs; a checkpoint is saved.`;
  return `Stopped in epoch ${epoch} of ${epochs} after step ${step} of ${steps}; a checkpoint is saved.`;
}

/** Hears signals. */
export interface Interrupt {
  /** The first signal that came. */
  readonly signal: StopSignal | undefined;
  /** Aborted when the first signal comes. */
  readonly aborted: AbortSignal;
  /** Hears no more. */
  dispose(): void;
}

/**
 * Watches for Ctrl-C, SIGTERM and SIGHUP, so that a loop can stop between two steps instead of in the middle of one.
 * A second signal, a second later or more, ends the process at once; SIGHUP, which a terminal that ends may send several times,
 * never does.
 *
 * @example
 * ```ts
 * const interrupt = watchInterrupt();
 * while (!interrupt.signal) await step();
 * interrupt.dispose();
 * ```
 */
export function watchInterrupt(): Interrupt {
  let received: StopSignal | undefined;
  let since = 0;
  const controller = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => {
    if (received === undefined) {
      received = signal as StopSignal;
      since = performance.now();
      controller.abort();
    } else if (signal !== 'SIGHUP' && performance.now() - since >= SAME_MILLISECONDS) {
      process.exit(exitCodes[signal as StopSignal]);
    }
  };
  for (const signal of stopSignals) process.on(signal, onSignal);
  return {
    get signal() {
      return received;
    },
    aborted: controller.signal,
    dispose() {
      for (const signal of stopSignals) process.off(signal, onSignal);
    },
  };
}
