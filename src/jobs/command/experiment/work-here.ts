import { setTimeout } from 'node:timers/promises';
import { awaited, type ExperimentRun, relationOf } from '../../experiment/expand';
import { messageOf } from '../../log/message-of';
import type { RunEvent } from '../../run/run-events';
import { completeRun, type RunPlaces } from './complete-run';
import type { ExperimentBoard } from './experiment-board';
import { isFinished } from './is-finished';

/** A run that could not be finished. */
export interface FailedRun {
  run: ExperimentRun;
  reason: string;
}

const PAUSE_MILLISECONDS = 1000;

/**
 * Trains runs to their ends, some at a time, each in a process of its own. Runs that another process has at the time, or that go on or learn from
 * one which is not finished, are looked at again until they are finished: several processes may work on one folder.
 *
 * @param workers how many at a time
 * @returns the runs that failed; the others are finished
 * @throws Error named AbortError where it was stopped
 */
export async function workHere(
  runs: readonly ExperimentRun[],
  workers: number,
  places: RunPlaces,
  board: ExperimentBoard,
): Promise<FailedRun[]> {
  const waiting = await unfinished(runs, places);
  board.already(runs.length - waiting.length);
  const failed: FailedRun[] = [];
  const left: ExperimentRun[] = [];
  const worker = async () => {
    while (waiting.length > 0 || left.length > 0) {
      const run = waiting.shift();
      if (run) {
        if ((await workOn(run, places, board, failed)) === 'left') left.push(run);
        continue;
      }
      await setTimeout(PAUSE_MILLISECONDS, undefined, { signal: places.signal });
      waiting.push(...left.splice(0));
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, waiting.length) }, worker));
  return failed;
}

/** The runs that are not finished yet. */
export async function unfinished(
  runs: readonly ExperimentRun[],
  { job, out }: RunPlaces,
): Promise<ExperimentRun[]> {
  const open: ExperimentRun[] = [];
  for (const run of runs) if (!(await isFinished(run, job, out))) open.push(run);
  return open;
}

/**
 * Trains one run and tells how it goes.
 *
 * @param failed where it is put if it fails
 * @param hasFailed whether a run that it goes on from or learns from has failed. Default: whether it is among `failed`
 * @returns whether it is left for later: another process has it, or the run that it goes on from or learns from is not finished
 */
export async function workOn(
  run: ExperimentRun,
  places: RunPlaces,
  board: ExperimentBoard,
  failed: FailedRun[],
  hasFailed: (before: ExperimentRun) => boolean | Promise<boolean> = (before) =>
    failed.some((each) => each.run === before),
): Promise<'done' | 'left'> {
  try {
    const hearer = {
      started: () => board.started(run),
      tell: (event: RunEvent) => board.tell(run, event),
    };
    const completion = await completeRun(run, places, hearer);
    const before = awaited(run);
    if (completion === 'early' && before && (await hasFailed(before))) {
      throw new Error(`the run that it ${relationOf(run)}, ${before.index} (${before.folder}), failed`);
    }
    if (completion === 'busy' || completion === 'early') {
      board.left(run);
      return 'left';
    }
    if (completion === 'finished') board.finished(run);
    else board.elsewhere(run);
  } catch (error) {
    if (places.signal.aborted) throw error;
    const reason = messageOf(error);
    failed.push({ run, reason });
    board.failed(run, reason);
  }
  return 'done';
}
