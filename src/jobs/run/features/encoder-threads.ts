import { Worker } from 'node:worker_threads';
import { messageOf } from '../../log/message-of';
import { workerFromSource } from '../../photos/reading/worker-from-source';
import type { EncodeReport, EncodeSetting, EncodeTask } from './encode-task';

/** Threads that decode photographs and compute a backbone's features of them, each on a wasm backend of its own. */
export class EncoderThreads {
  private readonly threads: EncoderThread[];

  /**
   * @param count number of threads
   * @param setting the backbone and the folder
   */
  constructor(count: number, setting: EncodeSetting) {
    this.threads = Array.from({ length: count }, () => new EncoderThread(setting));
  }

  /**
   * Encodes photographs; every thread takes the next task when it is done with one.
   *
   * @param tasks how many there are, and what each is
   * @param take hears the report of each task, in the order in which they are done
   * @param signal where it is aborted, no further task is begun
   * @throws Error where a thread fails or ends
   */
  async run(
    tasks: readonly Omit<EncodeTask, 'id'>[],
    take: (task: number, report: EncodeReport) => Promise<void>,
    signal?: AbortSignal,
  ): Promise<void> {
    let next = 0;
    const work = async (thread: EncoderThread) => {
      while (next < tasks.length && !signal?.aborted) {
        const id = next++;
        const report = await thread.encode({ ...tasks[id]!, id });
        if (report.failure !== undefined) throw new Error(report.failure);
        await take(id, report);
      }
    };
    await Promise.all(this.threads.map(work));
  }

  /** Ends the threads. */
  async end(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.end()));
  }
}

/** A thread, which has one task at a time. */
class EncoderThread {
  private readonly worker: Worker;
  private pending: { resolve(report: EncodeReport): void; reject(error: Error): void } | undefined;
  private ended: Error | undefined;

  constructor(setting: EncodeSetting) {
    this.worker = newWorker(setting);
    this.worker.on('message', (report: EncodeReport) => this.pending?.resolve(report));
    this.worker.on('error', (error) => this.fail(messageOf(error)));
    this.worker.on('messageerror', (error) => this.fail(messageOf(error)));
    this.worker.on('exit', (code) => this.fail(`exit code ${code}`));
  }

  encode(task: EncodeTask): Promise<EncodeReport> {
    if (this.ended) return Promise.reject(this.ended);
    return new Promise((resolve, reject) => {
      this.pending = { resolve, reject };
      this.worker.postMessage(task);
    });
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private fail(reason: string): void {
    this.ended ??= new Error(`A thread that encodes photographs has ended (${reason}).`);
    this.pending?.reject(this.ended);
  }
}

/** In the built package the worker's script is a file beside this one. */
function newWorker(workerData: EncodeSetting): Worker {
  if (typeof MBIB_BUILT === 'undefined') {
    return workerFromSource(new URL('./encode-worker.ts', import.meta.url), { workerData });
  }
  return new Worker(new URL('./encode-worker.js', import.meta.url), { workerData });
}
