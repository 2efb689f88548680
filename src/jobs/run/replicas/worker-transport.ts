import type { Worker } from 'node:worker_threads';
import { messageOf } from '../../log/message-of';
import type { ReplicaAnswer, ReplicaTask } from '../../loop/replicas/replica-messages';
import type { ReplicaTransport } from '../../loop/replicas/replica-transport';

const withoutJob =
  'its program has come to its end without training the job; it must call runIfMain, runCommand or runJob as the main thread does, and wait for the training of no other job before';

/** How a thread exits at its end, and where its module waits for what never comes. */
const ENDS = [0, 13];

/** The way from the main thread to a thread of Node, just started, which shares the memory. */
export function workerTransport(worker: Worker): ReplicaTransport<ReplicaTask, ReplicaAnswer> {
  let isReady = false;
  return {
    post: (task) => worker.postMessage(task),
    onMessage(listener) {
      worker.on('message', (answer: ReplicaAnswer) => {
        isReady ||= answer.type === 'ready';
        listener(answer);
      });
    },
    onEnd(listener) {
      worker.on('error', (error) => listener(messageOf(error)));
      worker.on('messageerror', (error) => listener(messageOf(error)));
      worker.on('exit', (code) =>
        listener(isReady || !ENDS.includes(code) ? `exit code ${code}` : withoutJob),
      );
    },
    async end() {
      await worker.terminate();
    },
  };
}
