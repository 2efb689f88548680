import { ReplicaError } from './replica-error';
import type { ReplicaMemory } from './replica-memory';
import type { ReplicaAnswer, ReplicaTask } from './replica-messages';
import type { ReplicaTransport } from './replica-transport';

/** What a thread answers to a task, or at its start. */
type Success = Exclude<ReplicaAnswer, { type: 'failure' }>;

/** A replica in a thread of its own, as the main thread sees it. It has one task at a time. */
export class ReplicaThread {
  /** Resolves when the net is built. */
  readonly ready: Promise<Success>;
  private pending: { resolve(answer: Success): void; reject(error: Error): void } | undefined;
  private ended: ReplicaError | undefined;

  /**
   * @param replica its number
   * @param transport leads to the thread, just started
   * @param memory what it shares with this one
   */
  constructor(
    private readonly replica: number,
    private readonly transport: ReplicaTransport<ReplicaTask, ReplicaAnswer>,
    readonly memory: ReplicaMemory,
  ) {
    this.ready = this.answer();
    transport.onMessage((answer) => {
      if (answer.type === 'failure') this.fail(answer.message.replace(/\.$/, ''));
      else this.settle(({ resolve }) => resolve(answer));
    });
    transport.onEnd((reason) => this.fail(reason));
    // Whoever waits for it hears of a failure.
    this.ready.catch(() => {});
  }

  /** Whether it can take a task now. */
  get isIdle(): boolean {
    return this.pending === undefined && this.ended === undefined;
  }

  /** @throws ReplicaError where it has ended */
  assertAlive(): void {
    if (this.ended) throw this.ended;
  }

  /** @throws ReplicaError where it has ended, or ends before it has answered */
  ask(task: ReplicaTask): Promise<Success> {
    if (this.ended) return Promise.reject(this.ended);
    this.transport.post(task);
    return this.answer();
  }

  /** Ends the thread. What it was asked for is not answered. */
  async end(): Promise<void> {
    await this.transport.end();
  }

  private answer(): Promise<Success> {
    return new Promise((resolve, reject) => {
      this.pending = { resolve, reject };
    });
  }

  private fail(reason: string): void {
    this.ended ??= new ReplicaError(this.replica, reason);
    const { ended } = this;
    this.settle(({ reject }) => reject(ended));
  }

  private settle(how: (pending: NonNullable<ReplicaThread['pending']>) => void): void {
    const { pending } = this;
    this.pending = undefined;
    if (pending) how(pending);
  }
}
