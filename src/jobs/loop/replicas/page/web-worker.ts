import type { ReplicaAnswer, ReplicaTask } from '../replica-messages';
import type { ReplicaTransport } from '../replica-transport';
import { whenReleased } from './life-lock';
import { buffersOf, numbersOfTask, takeNumbers } from './numbers';
import type { ToPage, ToWorker, WorkerRequest } from './worker-messages';

/** What is used of a page's `Worker`. */
export interface ReplicaWorker {
  /** Sends a message. */
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  /** Hears the events `message`, `messageerror` and `error`. */
  // biome-ignore lint/suspicious/noExplicitAny: each event has a type of its own, and all of them belong to the DOM.
  addEventListener(type: string, listener: (event: any) => void): void;
  /** Ends the worker. */
  terminate(): void;
}

/** What is used of the events `error`, whose message is missing where a script could not be loaded. */
interface Failure {
  message?: string;
  preventDefault?(): void;
}

/** The way from a page to a Web Worker, which is asked to be a replica. */
export function webWorkerTransport(
  worker: ReplicaWorker,
  request: WorkerRequest,
): ReplicaTransport<ReplicaTask, ReplicaAnswer> {
  const { memory, memoryKind, lock } = request;
  let ended = (_reason: string) => {};
  const send = (mbibReplica: ToWorker['mbibReplica'], transfer: ArrayBuffer[] = []) =>
    worker.postMessage({ mbibReplica } satisfies ToWorker, transfer);
  const hear = (listener: (sent: ToPage['mbibReplica']) => void) =>
    worker.addEventListener('message', ({ data }: { data?: Partial<ToPage> }) => {
      if (data?.mbibReplica) listener(data.mbibReplica);
    });
  hear(({ type }) => {
    // The worker may not have heard what was sent before: its script can wait for something else first.
    if (type === 'listening') send({ type: 'start', request });
    if (type === 'started') whenReleased(lock, () => ended('it was closed, or the browser has ended it'));
  });
  send({ type: 'start', request });
  return {
    post(message) {
      const numbers = memoryKind === 'copied' ? numbersOfTask(message, memory) : {};
      send({ type: 'task', message, numbers }, buffersOf(numbers));
    },
    onMessage(listener) {
      hear((sent) => {
        if (sent.type !== 'answer') return;
        takeNumbers(sent.numbers ?? {}, memory);
        listener(sent.message);
      });
    },
    onEnd(listener) {
      ended = listener;
      worker.addEventListener('messageerror', () => listener('a message could not be read'));
      worker.addEventListener('error', (failure: Failure) => {
        // The replica's error tells of it.
        failure.preventDefault?.();
        listener(failure.message || 'its script could not be loaded');
      });
    },
    async end() {
      worker.terminate();
      ended('the page has ended it');
    },
  };
}
