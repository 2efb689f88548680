import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Queue } from 'bullmq';
import { awaited, type ExperimentRun } from '../../../experiment/expand';
import type { RunPlaces } from '../complete-run';

/** How long it is waited before the queue is asked again, or a run taken again. */
export const PAUSE_MILLISECONDS = 500;

/** The queue of these runs: processes that have other runs in mind do not share it. */
export function queueName(name: string, runs: readonly ExperimentRun[], { job }: RunPlaces): string {
  // Where data lies may be another place on each machine.
  const isShared = ([option]: [string, unknown]) => !job.reading?.includes(option);
  const told = runs.map((run) => [
    ...[run.folder, Object.entries(run.options).filter(isShared)],
    ...(awaited(run) ? [awaited(run)!.folder] : []),
  ]);
  const hash = createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 12);
  return `mbib-${name}-${hash}`;
}

/** Which runs are put into a queue. */
export interface AddedRuns {
  /** Runs that are not finished in the folder. */
  open: readonly ExperimentRun[];
  /** Whether one that has failed before is put there again. */
  retries: boolean;
}

/**
 * Puts each run into the queue that is not finished, once. One that the queue takes for finished, and is not in the folder, is put there anew.
 *
 * @returns how many are in the queue that are to be worked on
 */
export async function addRuns(queue: Queue, { open, retries }: AddedRuns): Promise<number> {
  let added = 0;
  // What others go on or learn from comes first: where it failed before, that is forgotten.
  for (const run of [...open].sort((a, b) => runsBefore(a) - runsBefore(b))) {
    const { index } = run;
    const jobId = jobIdOf(run);
    const there = await queue.getJob(jobId);
    const state = await there?.getState();
    if (state === 'failed' && !retries) continue;
    if (state === 'completed' || state === 'failed') await there!.remove().catch(() => {});
    await queue.add('run', { index }, { jobId });
    added++;
  }
  return added;
}

/** How many runs have to be finished, one after the other, before a run can begin. */
function runsBefore(run: ExperimentRun): number {
  const before = awaited(run);
  return before ? 1 + runsBefore(before) : 0;
}

/** Whether a process has reported that a run cannot be finished. */
export async function hasFailed(queue: Queue, run: ExperimentRun): Promise<boolean> {
  return (await queue.getJob(jobIdOf(run)))?.isFailed() ?? false;
}

const jobIdOf = ({ index }: ExperimentRun): string => `run-${index}`;

/** @throws Error named AbortError where it was stopped */
export async function untilEmpty(queue: Queue, signal: AbortSignal): Promise<void> {
  for (;;) {
    const counts = await queue.getJobCounts('wait', 'active', 'delayed', 'prioritized');
    if (Object.values(counts).every((count) => count === 0)) return;
    await setTimeout(PAUSE_MILLISECONDS, undefined, { signal });
  }
}
