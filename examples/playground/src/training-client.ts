import type { Report, Request } from './worker/messages';

/** A request that the worker answers, without the number that {@link TrainingClient} gives it. */
type Asked = Extract<Request, { id: number }> extends infer R ? (R extends R ? Omit<R, 'id'> : never) : never;

/**
 * Sends messages to the training worker and receives its reports. It starts the worker with the first message, and a new one after
 * {@link terminate}.
 *
 * @example
 * ```ts
 * const client = new TrainingClient((report) => console.log(report.type));
 * client.tell({ type: 'start', options, own: null });
 * ```
 */
export class TrainingClient {
  private worker: Worker | undefined;
  private nextId = 0;
  private readonly waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();

  /** @param listener called with every report that is not the answer to a request */
  constructor(private readonly listener: (report: Report) => void) {}

  /** Sends a message that has no answer. */
  tell(request: Exclude<Request, { id: number }>): void {
    this.running().postMessage(request);
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @throws Error with the worker's message
   */
  ask<Value>(request: Asked): Promise<Value> {
    const id = this.nextId++;
    return new Promise<Value>((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.running().postMessage({ ...request, id });
    });
  }

  /** Ends the worker and frees its memory. The next message starts another one. */
  terminate(): void {
    this.worker?.terminate();
    this.worker = undefined;
    for (const { reject } of this.waiting.values()) reject(new Error('The training worker has ended.'));
    this.waiting.clear();
  }

  private running(): Worker {
    if (!this.worker) {
      this.worker = new Worker(new URL('./worker/training-worker.ts', import.meta.url), { type: 'module' });
      this.worker.onmessage = ({ data }: MessageEvent<Report>) => this.receive(data);
      this.worker.onerror = ({ message }) =>
        this.listener({
          type: 'failed',
          message: message || 'The training worker cannot be loaded. Load the page again.',
          deviceLost: true,
          memory: null,
        });
    }
    return this.worker;
  }

  private receive(report: Report): void {
    if (report.type !== 'answer' && report.type !== 'refusal') {
      this.listener(report);
      return;
    }
    const asked = this.waiting.get(report.id);
    this.waiting.delete(report.id);
    if (report.type === 'answer') asked?.resolve(report.value);
    else asked?.reject(new Error(report.message));
  }
}
