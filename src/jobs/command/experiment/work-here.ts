import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ExperimentRun } from '../../experiment/expand';
import { messageOf } from '../../log/message-of';
import { completeRun, isFinished, type RunPlaces } from './complete-run';
import type { ExperimentBoard } from './experiment-board';

/** A run that could not be finished. */
export interface FailedRun {
  run: ExperimentRun;
  reason: string;
}

const PAUSE_MILLISECONDS = 1000;

/**
 * Trains runs to their ends, some at a time, each in a process of its own. Runs that another process has at the time are looked at again
 * until they are finished: several processes may work on one folder.
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
  const open = await unfinished(runs, places);
  board.already(runs.length - open.length);
  const failed: FailedRun[] = [];
  let waiting = open;
  let busy: ExperimentRun[] = [];
  const worker = async () => {
    for (;;) {
      const run = waiting.shift();
      if (!run) return;
      if ((await workOn(run, places, board, failed)) === 'busy') busy.push(run);
    }
  };
  for (;;) {
    await Promise.all(Array.from({ length: Math.min(workers, waiting.length) }, worker));
    if (busy.length === 0) return failed;
    await setTimeout(PAUSE_MILLISECONDS, undefined, { signal: places.signal });
    [waiting, busy] = [busy, []];
  }
}

/** The runs that are not finished yet. */
export async function unfinished(
  runs: readonly ExperimentRun[],
  { job, out }: RunPlaces,
): Promise<ExperimentRun[]> {
  const open: ExperimentRun[] = [];
  for (const run of runs) if (!(await isFinished(run, job, join(out, run.folder)))) open.push(run);
  return open;
}

/** Trains one run and tells how it goes. */
export async function workOn(
  run: ExperimentRun,
  places: RunPlaces,
  board: ExperimentBoard,
  failed: FailedRun[],
): Promise<'done' | 'busy'> {
  board.started(run);
  try {
    const completion = await completeRun(run, places, (event) => board.tell(run, event));
    if (completion === 'busy') {
      board.left(run);
      return 'busy';
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
