import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type * as bullmq from 'bullmq';
import type * as ioredis from 'ioredis';
import { show } from '../../../checks';
import { awaited, type ExperimentRun } from '../../experiment/expand';
import { importOptional } from '../../files/optional-package';
import { messageOf } from '../../log/message-of';
import type { RunPlaces } from './complete-run';
import type { ExperimentBoard } from './experiment-board';
import { holdLock } from './hold-lock';
import { type FailedRun, unfinished, workOn } from './work-here';

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
const PAUSE_MILLISECONDS = 500;

/**
 * Puts the runs that are not finished into a queue in Redis, by BullMQ, and works on it until none is left: any number of processes, on any
 * number of machines with the same folder, do so together. A run is put there once, whoever else does it. The queue gives a run to
 * another process where the one that had it gives no sign any more; that one goes on from the last checkpoint. A run that goes on or learns from one
 * which is not finished goes back to the queue for a while.
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
  assertRedisUrl(options.url);
  const library = (await importOptional('bullmq', { packages })) as typeof bullmq;
  const { Redis } = (await importOptional('ioredis', { packages })) as typeof ioredis;
  await assertAnswers(Redis, options.url);
  const connections = [0, 1].map(() => connect(Redis, options.url)) as [ioredis.Redis, ioredis.Redis];
  const name = queueName(options.name, runs, places);
  const queue = new library.Queue(name, { connection: connections[0] });
  const failed: FailedRun[] = [];
  const taking = { ...places, takesOver: true };
  const lock = options.lockSeconds * 1000;
  const process = processor(library, { queue, runs, places: taking, board, failed, lock });
  const worker = new library.Worker(name, process, {
    connection: connections[1],
    concurrency: options.workers,
    lockDuration: lock,
    stalledInterval: lock,
    skipLockRenewal: true,
    // However often its worker is killed, a run is given to another one.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
  });
  worker.on('error', () => {});
  try {
    await addRuns(queue, runs, taking, board);
    await untilEmpty(queue, places.signal);
    return failed;
  } finally {
    // Where it was stopped, runs under way hear the signal, too, and leave a checkpoint.
    await worker.close();
    await queue.close();
    for (const redis of connections) redis.disconnect();
  }
}

/** While Redis is away, the connection is tried again and again; what waits for it goes on after that. */
function connect(Redis: typeof ioredis.Redis, url: string): ioredis.Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  redis.on('error', () => {});
  return redis;
}

/** What a job of the queue is done with. */
interface QueueWork {
  queue: bullmq.Queue;
  runs: readonly ExperimentRun[];
  places: RunPlaces;
  board: ExperimentBoard;
  /** Where runs are put that fail here. */
  failed: FailedRun[];
  /** Milliseconds that the lock of a job lasts without a sign. */
  lock: number;
}

/** What is done with a job of the queue: its run is trained to its end. */
function processor(
  { WaitingError, DelayedError }: typeof bullmq,
  { queue, runs, places, board, failed, lock }: QueueWork,
) {
  const hasFailed = async (run: ExperimentRun) => (await queue.getJob(jobIdOf(run)))?.isFailed() ?? false;
  return async (job: bullmq.Job<{ index: number }>, token?: string) => {
    const run = runs[job.data.index]!;
    const held = holdLock(job, token!, lock, places.signal);
    const before = failed.length;
    try {
      const came = await workOn(run, { ...places, signal: held.signal }, board, failed, hasFailed);
      if (came === 'done' && failed.length === before) return;
    } catch (error) {
      if (!held.signal.aborted) throw error;
    } finally {
      held.release();
    }
    const failure = failed.slice(before).find((each) => each.run === run);
    if (failure) throw new Error(failure.reason);
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

/** The queue of these runs: processes that have other runs in mind do not share it. */
function queueName(name: string, runs: readonly ExperimentRun[], { job }: RunPlaces): string {
  // Where data lies may be another place on each machine.
  const isShared = ([option]: [string, unknown]) => !job.reading?.includes(option);
  const told = runs.map((run) => [
    ...[run.folder, Object.entries(run.options).filter(isShared)],
    ...(awaited(run) ? [awaited(run)!.folder] : []),
  ]);
  const hash = createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 12);
  return `mbib-${name}-${hash}`;
}

const REDIS_URL = 'redis://[:password@]host[:port][/number of the database]';

/** @throws Error where an address is none of Redis */
function assertRedisUrl(url: string): void {
  const { protocol = '', pathname = '' } = URL.canParse(url) ? new URL(url) : {};
  if (/^rediss?:$/.test(protocol) && /^(\/\d*)?$/.test(pathname)) return;
  throw new Error(`--queue must be the address of Redis, ${REDIS_URL}, got ${show(withoutPassword(url))}`);
}

const withoutPassword = (url: string): string => url.replace(/\/\/[^@/]*@/, '//');

async function assertAnswers(Redis: typeof ioredis.Redis, url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  let reason: unknown;
  redis.on('error', (error) => {
    reason = error;
  });
  try {
    await redis.connect();
    await redis.ping();
    // A database that there is not is told by an event alone; what is asked for then goes to another one.
    if (reason) throw reason;
  } catch (error) {
    throw new Error(`Redis does not answer at ${withoutPassword(url)}: ${messageOf(reason ?? error)}`);
  } finally {
    redis.disconnect();
  }
}

/** Adds each run that is not finished, once. One that was finished or failed before, and is not finished in the folder, is added anew. */
async function addRuns(
  queue: bullmq.Queue,
  runs: readonly ExperimentRun[],
  places: RunPlaces,
  board: ExperimentBoard,
): Promise<void> {
  const open = await unfinished(runs, places);
  board.already(runs.length - open.length);
  // What others go on or learn from comes first: where it failed before, that is forgotten.
  const ordered = [...open].sort((a, b) => runsBefore(a) - runsBefore(b));
  for (const run of ordered) {
    const { index } = run;
    const jobId = jobIdOf(run);
    const there = await queue.getJob(jobId);
    const state = await there?.getState();
    if (state === 'completed' || state === 'failed') await there!.remove().catch(() => {});
    await queue.add('run', { index }, { jobId });
  }
}

/** How many runs have to be finished, one after the other, before a run can begin. */
function runsBefore(run: ExperimentRun): number {
  const before = awaited(run);
  return before ? 1 + runsBefore(before) : 0;
}

const jobIdOf = ({ index }: ExperimentRun): string => `run-${index}`;

async function untilEmpty(queue: bullmq.Queue, signal: AbortSignal): Promise<void> {
  for (;;) {
    const counts = await queue.getJobCounts('wait', 'active', 'delayed', 'prioritized');
    if (Object.values(counts).every((count) => count === 0)) return;
    await setTimeout(PAUSE_MILLISECONDS, undefined, { signal });
  }
}
