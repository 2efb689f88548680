import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { messageOf } from '../../log/message-of';
import type { BatchReport, BatchTask } from './batch-task';
import { workerFromSource } from './worker-from-source';

interface Pending {
  missing: number;
  unreadable: BatchReport['unreadable'];
  failure: string | undefined;
  resolve(unreadable: BatchReport['unreadable']): void;
  reject(error: Error): void;
}

/** With more threads than this, reading would be faster than any training needs. */
export const mostDefaultWorkers = 16;

/** How many threads read photographs where nothing else is said: one less than the processor has, at least one. */
export const defaultWorkers = Math.min(mostDefaultWorkers, Math.max(1, availableParallelism() - 1));

const pools = new Map<number, PhotoWorkers>();

/**
 * The threads that read photographs in this process. Sources that ask for the same number share them.
 *
 * @param count how many threads, a whole number of at least 1
 *
 * @example
 * ```ts
 * const unreadable = await photoWorkers(3).read(task);
 * ```
 */
export function photoWorkers(count: number): PhotoWorkers {
  let pool = pools.get(count);
  if (!pool) {
    pool = new PhotoWorkers(count, () => pools.delete(count));
    pools.set(count, pool);
  }
  return pool;
}

/**
 * Threads that read batches of photographs, one batch after the other. They take the next photograph from shared memory, not by a
 * message from the main thread, which a training step may block for seconds. Threads without work do not keep the process alive.
 */
export class PhotoWorkers {
  private readonly workers: Worker[];
  private readonly pending = new Map<number, Pending>();
  private nextId = 0;
  private ended: Error | undefined;

  /**
   * @param count number of threads
   * @param onEnd called when a thread has ended, after which none can be used any more
   */
  constructor(
    count: number,
    private readonly onEnd: () => void,
  ) {
    this.workers = Array.from({ length: count }, () => this.start());
  }

  /**
   * Reads a batch.
   *
   * @param task the photographs, and the memory for their pixels
   * @returns the photographs that cannot be read, in order, and why. The pixels of all others are in `task.pixels`
   * @throws Error where reading fails for a reason that is not one photograph's, or a thread ends
   */
  read(task: Omit<BatchTask, 'id'>): Promise<BatchReport['unreadable']> {
    if (this.ended) return Promise.reject(this.ended);
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.pending.set(id, {
        missing: this.workers.length,
        unreadable: [],
        failure: undefined,
        resolve,
        reject,
      });
      for (const worker of this.workers) {
        worker.ref();
        worker.postMessage({ ...task, id } satisfies BatchTask);
      }
    });
  }

  private start(): Worker {
    const worker = newWorker();
    worker.unref();
    worker.on('message', (report: BatchReport) => this.take(report));
    worker.on('error', (error) => this.end(messageOf(error)));
    worker.on('messageerror', (error) => this.end(error.message));
    worker.on('exit', (code) => this.end(`exit code ${code}`));
    return worker;
  }

  private take({ id, unreadable, failure }: BatchReport): void {
    const batch = this.pending.get(id);
    if (!batch) return;
    batch.unreadable.push(...unreadable);
    batch.failure ??= failure;
    if (--batch.missing > 0) return;
    this.pending.delete(id);
    if (this.pending.size === 0) for (const worker of this.workers) worker.unref();
    if (batch.failure === undefined) batch.resolve(batch.unreadable.sort((a, b) => a.photo - b.photo));
    else batch.reject(new Error(batch.failure));
  }

  private end(reason: string): void {
    if (this.ended) return;
    this.ended = new Error(`A thread that reads photographs has ended (${reason}).`);
    this.onEnd();
    for (const worker of this.workers) worker.terminate();
    for (const { reject } of this.pending.values()) reject(this.ended);
    this.pending.clear();
  }
}

/** In the built package the worker's script is a file beside this one. */
function newWorker(): Worker {
  if (typeof MBIB_BUILT === 'undefined') {
    return workerFromSource(new URL('./photo-worker.ts', import.meta.url));
  }
  return new Worker(new URL('./photo-worker.js', import.meta.url));
}
