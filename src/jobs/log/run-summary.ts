import type { EndLine, EpochLine, EpochResult, RunLog } from './run-log';
import { meanSd } from './statistics';

/** The last epoch a run has finished, if any. */
export const lastEpoch = (run: RunLog): EpochLine | undefined => run.epochs.at(-1);

/**
 * The epoch with the highest accuracy over all test images, the earliest of equals. Of a finished run, it is the one that the
 * log's last line names.
 *
 * @returns the epoch and its accuracy; undefined where no epoch is finished
 *
 * @example
 * ```ts
 * import { bestEpoch, percent, type RunLog } from 'mbib/jobs';
 *
 * declare const run: RunLog; // from parseRunLog
 * const best = bestEpoch(run);
 * if (best) console.log(`epoch ${best.epoch}: ${percent(best.accuracy.all)} %`);
 * ```
 */
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
 * The last line of the log of a run whose epochs are all done, without its `time`.
 *
 * @param last the last epoch and its accuracy
 * @param best the epoch with the highest accuracy over all test images, and its accuracy
 * @param seconds that training and evaluation of the whole run took; `null` where it is not known
 * @param tested where validation images chose the epoch, its accuracy on the test images, and that of the last epoch
 *
 * @example
 * ```ts
 * import { endLine, formatLogLine } from 'mbib/jobs';
 *
 * const best = { epoch: 6, accuracy: { all: 0.93, many: null, medium: 0.97, few: 0.86 } };
 * const last = { epoch: 7, accuracy: { all: 0.92, many: null, medium: 0.97, few: 0.84 } };
 * formatLogLine({ ...endLine(last, best, 12.5), time: new Date().toISOString() });
 * ```
 */
export function endLine(
  last: EpochResult,
  best: EpochResult,
  seconds: number | null,
  tested?: Record<'test' | 'testOfLast', EpochResult>,
): Omit<EndLine, 'time'> {
  const ofTest = tested && {
    test: epochResult(tested.test),
    testOfLast: epochResult(tested.testOfLast),
  };
  return { type: 'end', last: epochResult(last), best: epochResult(best), ...ofTest, seconds };
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

/**
 * Seconds that training and evaluation of a run took: what its last line says, or else, as of an unfinished run, the sum over
 * its epochs.
 *
 * @returns `null` where the log does not say it
 *
 * @example
 * ```ts
 * import { type RunLog, secondsOf } from 'mbib/jobs';
 *
 * declare const run: RunLog; // from parseRunLog
 * const minutes = (secondsOf(run) ?? 0) / 60;
 * ```
 */
export function secondsOf(run: RunLog): number | null {
  if (run.end?.seconds != null) return run.end.seconds;
  const seconds = run.epochs.flatMap((line) => line.seconds ?? []);
  return seconds.length === 0 ? null : seconds.reduce((sum, value) => sum + value, 0);
}

/** Mean training speed over the epochs. */
export function imagesPerSecond(run: RunLog): number | null {
  return meanSd(run.epochs.flatMap((line) => line.imagesPerSecond ?? []))?.mean ?? null;
}
