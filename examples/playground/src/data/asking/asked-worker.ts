/** What a worker sends back: how far it is, what it found, or why it could not. */
export type Reply =
  | { id: number; type: 'progress'; progress: unknown }
  | { id: number; type: 'answer'; value: unknown }
  | { id: number; type: 'refusal'; message: string };

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
  onProgress: ((progress: never) => void) | undefined;
}

/** A worker that answers requests; it is started with the first one. In the worker {@link serve} answers. */
export class AskedWorker<Request extends object> {
  private worker: Worker | undefined;
  private readonly pending = new Map<number, Pending>();
  private next = 0;

  /** @param start starts the worker */
  constructor(private readonly start: () => Worker) {}

  /**
   * Sends a request.
   *
   * @param onProgress hears what the worker tells before it answers
   * @returns its answer
   * @throws Error with the reason where it cannot answer, or ends
   */
  ask<Answer, Progress = never>(
    request: Request,
    onProgress?: (progress: Progress) => void,
    transfer: Transferable[] = [],
  ): Promise<Answer> {
    const id = this.next++;
    const answer = new Promise<Answer>((resolve, reject) => {
      this.pending.set(id, { resolve: (value) => resolve(value as Answer), reject, onProgress });
    });
    this.running().postMessage({ id, request }, transfer);
    return answer;
  }

  /** Ends the worker and what it is at. The next request starts another one. */
  end(reason = 'It was stopped.'): void {
    this.worker?.terminate();
    this.worker = undefined;
    for (const { reject } of this.pending.values()) reject(new Error(reason));
    this.pending.clear();
  }

  private running(): Worker {
    if (this.worker) return this.worker;
    this.worker = this.start();
    this.worker.onmessage = ({ data }: MessageEvent<Reply>) => this.hear(data);
    this.worker.onerror = ({ message }) => this.end(message || 'A part of the page could not be loaded.');
    return this.worker;
  }

  private hear(reply: Reply): void {
    const pending = this.pending.get(reply.id);
    if (!pending) return;
    if (reply.type === 'progress') {
      pending.onProgress?.(reply.progress as never);
      return;
    }
    this.pending.delete(reply.id);
    if (reply.type === 'answer') pending.resolve(reply.value);
    else pending.reject(new Error(reply.message));
  }
}
