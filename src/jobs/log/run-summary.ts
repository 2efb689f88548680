import type { EndLine, EpochLine, EpochResult, RunLog } from './run-log';
import { meanSd } from './statistics';

/** The last epoch a run has finished, if any. */
export const lastEpoch = (run: RunLog): EpochLine | undefined => run.epochs.at(-1);

/** The epoch with the highest test accuracy over all images; `end` has the final say. */
export function bestEpoch(run: RunLog): EpochResult | undefined {
  if (run.end !== null) return run.end.best;
  return run.epochs.reduce<EpochLine | null>(betterEpoch, null) ?? undefined;
}

/** Of two epochs, the one with the higher test accuracy over all images; of equals the first, which is the earlier one. */
export function betterEpoch<Epoch extends EpochResult>(best: Epoch | null, next: Epoch): Epoch {
  return best === null || (next.accuracy.all ?? 0) > (best.accuracy.all ?? 0) ? next : best;
}

/** Epoch and accuracy alone of what may hold more of the epoch, as the last line of a log has them. */
export function epochResult({ epoch, accuracy }: EpochResult): EpochResult {
  return { epoch, accuracy };
}

/**
 * The last line of a run whose epochs are all done.
 *
 * @param seconds what training and evaluation took
 */
export function endLine(last: EpochResult, best: EpochResult, seconds: number | null): Omit<EndLine, 'time'> {
  return { type: 'end', last: epochResult(last), best: epochResult(best), seconds };
}

/** Whether a run stopped, or still is, before its end. */
export const isUnfinished = (run: RunLog): boolean => run.end === null;

/** How far a run came: '20', or 'unfinished: 7 of 20 epochs'. */
export function progress(run: RunLog): string {
  const resumed = run.resumes > 0 ? `, resumed ${run.resumes === 1 ? 'once' : `${run.resumes} times`}` : '';
  const epoch = lastEpoch(run)?.epoch ?? 0;
  const state = isUnfinished(run) ? `unfinished: ${epoch} of ${run.start.epochs} epochs` : String(epoch);
  return state + resumed;
}

/** Seconds a run has trained, its own figure or, unfinished, the sum of its epochs. */
export function secondsOf(run: RunLog): number | null {
  if (run.end?.seconds != null) return run.end.seconds;
  const seconds = run.epochs.flatMap((line) => line.seconds ?? []);
  return seconds.length === 0 ? null : seconds.reduce((sum, value) => sum + value, 0);
}

/** Mean training speed over the epochs. */
export function imagesPerSecond(run: RunLog): number | null {
  return meanSd(run.epochs.flatMap((line) => line.imagesPerSecond ?? []))?.mean ?? null;
}
