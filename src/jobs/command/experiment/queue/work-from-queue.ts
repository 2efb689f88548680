import { setTimeout } from 'node:timers/promises';
import type * as bullmq from 'bullmq';
import type * as ioredis from 'ioredis';
import { awaited, type ExperimentRun } from '../../../experiment/expand';
import { importOptional } from '../../../files/optional-package';
import type { RunPlaces } from '../complete-run';
import type { ExperimentBoard } from '../experiment-board';
import { type FailedRun, unfinished, workOn } from '../work-here';
import { holdLock } from './hold-lock';
import { addRuns, hasFailed, PAUSE_MILLISECONDS, queueName, untilEmpty } from './queued-runs';
import { assertAnswers, connect } from './redis';

/** How runs are taken from a queue. */
export interface QueueOptions {
  /** Where Redis is: `redis://host:6379`. */
  url: string;
  /** Name of the experiment. */
  name: string;
  /** How many runs this process works on at a time. */
  workers: number;
  /** After so many seconds without a sign of a worker its run is given to another one. */
  lockSeconds: number;
}

const packages = ['bullmq', 'ioredis'];

/**
 * Puts the runs that are not finished into a queue in Redis, by BullMQ, and works on it until none is left: any number of processes, on any
 * number of machines with the same folder, do so together. A run is put there once, whoever else does it. The queue gives a run to
 * another process where the one that had it gives no sign any more; that one goes on from the last checkpoint. A run that goes on or learns from one
 * which is not finished goes back to the queue for a while. Where Redis has lost the queue, the runs that the folder does not have finished are put there again.
 *
 * @returns the runs that failed here; the others are finished, or failed elsewhere
 * @throws UnavailableError where BullMQ or ioredis is not installed; Error where Redis does not answer
 * @throws Error named AbortError where it was stopped; its runs are back in the queue
 */
export async function workFromQueue(
  runs: readonly ExperimentRun[],
  options: QueueOptions,
  places: RunPlaces,
  board: ExperimentBoard,
): Promise<FailedRun[]> {
  const library = (await importOptional('bullmq', { packages })) as typeof bullmq;
  const { Redis } = (await importOptional('ioredis', { packages })) as typeof ioredis;
  await assertAnswers(Redis, options.url);
  const tell = (text: string) => board.line(text);
  const connections = [connect(Redis, options.url, tell), connect(Redis, options.url)] as const;
  const name = queueName(options.name, runs, places);
  const queue = new library.Queue(name, { connection: connections[0] });
  const lock = options.lockSeconds * 1000;
  const work: QueueWork = {
    ...{ queue, runs, board, failed: [], underWay: new Set(), lock },
    places: { ...places, takesOver: true },
  };
  const worker = new library.Worker(name, processor(library, work), {
    connection: connections[1],
    concurrency: options.workers,
    lockDuration: lock,
    stalledInterval: lock,
    skipLockRenewal: true,
    // However often its worker is killed, a run is given to another one.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
  });
  // The connection tells what is wrong with it.
  queue.on('error', () => {});
  worker.on('error', () => {});
  try {
    await Promise.race([untilDone(work), untilStopped(places.signal)]);
    return work.failed;
  } finally {
    // Where it was stopped, runs under way hear the signal, too, and leave a checkpoint. Redis is told of it, unless it is away.
    const closing = worker.close().then(() => queue.close());
    await Promise.race([closing.catch(() => {}), untilLeft(work, connections[0])]);
    for (const redis of connections) redis.disconnect();
  }
}

/** What the jobs of the queue are done with. */
interface QueueWork {
  queue: bullmq.Queue;
  runs: readonly ExperimentRun[];
  places: RunPlaces;
  board: ExperimentBoard;
  /** Where runs are put that fail here. */
  failed: FailedRun[];
  /** The runs that this process has at the time. */
  underWay: Set<ExperimentRun>;
  /** Milliseconds that the lock of a job lasts without a sign. */
  lock: number;
}

/** Resolves when the folder has every run finished, but those that failed. */
async function untilDone({ queue, runs, places, board, failed }: QueueWork): Promise<void> {
  let open = await unfinished(runs, places);
  board.already(runs.length - open.length);
  for (let retries = true; (await addRuns(queue, { open, retries })) > 0; retries = false) {
    await untilEmpty(queue, places.signal);
    open = await unfinished(runs, places);
    open = open.filter((run) => !failed.some((each) => each.run === run));
  }
}

async function untilStopped(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

/** Resolves when no run is under way here any more, and Redis is not there to be told. */
async function untilLeft({ underWay }: QueueWork, redis: ioredis.Redis): Promise<void> {
  do await setTimeout(PAUSE_MILLISECONDS);
  while (underWay.size > 0 || redis.status === 'ready');
}

/** What is done with a job of the queue: its run is trained to its end. */
function processor({ WaitingError, DelayedError }: typeof bullmq, work: QueueWork) {
  const { queue, runs, places, board, failed, underWay, lock } = work;
  return async (job: bullmq.Job<{ index: number }>, token?: string) => {
    const run = runs[job.data.index]!;
    const held = holdLock(job, token!, lock, places.signal);
    const before = failed.length;
    underWay.add(run);
    try {
      const own = { ...places, signal: held.signal };
      const came = await workOn(run, own, board, failed, (first) => hasFailed(queue, first));
      const failure = failed.slice(before).find((each) => each.run === run);
      if (failure) throw new Error(failure.reason);
      if (came === 'done') return;
    } catch (error) {
      if (!held.signal.aborted) throw error;
    } finally {
      underWay.delete(run);
      held.release();
    }
    board.left(run);
    // Another process has it, the run that it goes on from or learns from is not finished, or this process stops: the run goes back to the queue.
    if (awaited(run) && !places.signal.aborted) {
      // Others are worked on meanwhile, that one among them.
      await job.moveToDelayed(Date.now() + PAUSE_MILLISECONDS, token).catch(() => {});
      throw new DelayedError();
    }
    if (!places.signal.aborted) await setTimeout(PAUSE_MILLISECONDS);
    await job.moveToWait(token).catch(() => {});
    throw new WaitingError();
  };
}
