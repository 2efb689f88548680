import type { EpochLine, EpochResult, RunLog } from './run-log';
import { meanSd } from './statistics';

/** The last epoch a run has finished, if any. */
export const lastEpoch = (run: RunLog): EpochLine | undefined => run.epochs.at(-1);

/** The epoch with the highest test accuracy over all images, the earliest of equals; `end` has the final say. */
export function bestEpoch(run: RunLog): EpochResult | undefined {
  if (run.end !== null) return run.end.best;
  return run.epochs.reduce<EpochLine | undefined>((best, line) => {
    return best === undefined || (line.accuracy.all ?? 0) > (best.accuracy.all ?? 0) ? line : best;
  }, undefined);
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
