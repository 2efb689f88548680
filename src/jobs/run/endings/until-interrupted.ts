import { type Interrupt, InterruptedError } from '../interrupt';
import type { Run } from '../open-run';

/** How long a preparation that hears the signal has to come to an end. */
const GRACE_MILLISECONDS = 10_000;

/** Thrown by a preparation that a signal has stopped, with a sentence on what is kept of its work. */
export class PreparationStoppedError extends Error {
  override readonly name = 'PreparationStoppedError';
}

/**
 * What a preparation of a run comes to, unless a signal comes before its end.
 *
 * @throws InterruptedError where one does: once the preparation has ended, or after ten seconds
 *
 * @example
 * ```ts
 * const recipe = await untilInterrupted(makeRecipe(interrupt.aborted), interrupt, run);
 * ```
 */
export async function untilInterrupted<T>(
  preparation: Promise<T>,
  interrupt: Interrupt,
  run: Pick<Run, 'checkpoint'>,
): Promise<T> {
  let kept = '';
  const stopped = stop(interrupt.aborted);
  try {
    const prepared = await Promise.race([preparation, stopped.late]);
    if (!interrupt.signal) return prepared as T;
  } catch (error) {
    if (!interrupt.signal) throw error;
    if (error instanceof PreparationStoppedError) kept = ` ${error.message}`;
  } finally {
    stopped.dispose();
  }
  const resumable = run.checkpoint !== undefined;
  const state = resumable ? 'went on; its last checkpoint is as it was' : 'began; nothing of it is saved';
  throw new InterruptedError(interrupt.signal, {
    message: `Stopped before the training ${state}.${kept}`,
    resumable,
  });
}

/** Resolves some time after the signal. */
function stop(aborted: AbortSignal): { late: Promise<void>; dispose(): void } {
  let timer: NodeJS.Timeout | undefined;
  let onAbort = () => {};
  const late = new Promise<void>((resolve) => {
    onAbort = () => {
      timer = setTimeout(resolve, GRACE_MILLISECONDS);
    };
    if (aborted.aborted) onAbort();
    else aborted.addEventListener('abort', onAbort, { once: true });
  });
  return {
    late,
    dispose() {
      clearTimeout(timer);
      aborted.removeEventListener('abort', onAbort);
    },
  };
}
