import * as tf from '@tensorflow/tfjs-core';
import { assertFunction } from '../../../../checks';
import { messageOf } from '../../../log/message-of';
import type { Net } from '../../../nets/build-net';
import { assertArithmetic, type ServingPort, serveTasks } from '../serve-tasks';
import { holdLock } from './life-lock';
import { buffersOf, numbersOfAnswer, takeNumbers } from './numbers';
import type { ToPage, ToWorker, WorkerRequest } from './worker-messages';

/** What is used of the global scope of a worker. */
export interface WorkerScope {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: { data?: Partial<ToWorker> }) => void): void;
}

/**
 * Makes the Web Worker that calls it a replica of the net of its page, which calls {@link startWorkerReplicas}. A worker's script calls it once.
 *
 * @param build starts the backend that the page has, and builds a net with the layers of the page's from the options that the page gave,
 *   which are its own to check. The net's weights come from the page
 * @throws Error where this is no Web Worker; TypeError where `build` is no function
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-wasm';
 * import * as tf from '@tensorflow/tfjs-core';
 * import { buildNet, digitsPerClass, serveWorkerReplica, smallConvnet } from 'mbib/jobs';
 *
 * serveWorkerReplica(async ({ seed }: { seed: number }) => {
 *   if (!(await tf.setBackend('wasm'))) throw new Error('The wasm backend did not start.');
 *   const taps = ['stage1', 'stage2', 'stage3'];
 *   return buildNet('mbib', smallConvnet({ seed }), taps, { samplesPerClass: digitsPerClass, seed });
 * });
 * ```
 */
export function serveWorkerReplica<Options>(build: (options: Options) => Net | Promise<Net>): void {
  assertFunction('build', build, 'that builds a net from the options');
  const scope = globalThis as unknown as WorkerScope;
  const isWorker = ['postMessage', 'addEventListener'].every((name) => name in globalThis);
  if (!isWorker || 'document' in globalThis) {
    throw new Error(
      'serveWorkerReplica must be called in a Web Worker, by the script that a page started it with',
    );
  }
  serveIn(scope, build as (options: unknown) => Net | Promise<Net>);
}

/** Serves a page by the messages of a scope. */
export function serveIn(scope: WorkerScope, build: (options: unknown) => Net | Promise<Net>): void {
  let isStarted = false;
  scope.addEventListener('message', ({ data }) => {
    const sent = data?.mbibReplica;
    if (isStarted || sent?.type !== 'start') return;
    isStarted = true;
    void serve(scope, sent.request, build);
  });
  send(scope, { type: 'listening' });
}

function send(scope: WorkerScope, mbibReplica: ToPage['mbibReplica'], transfer: ArrayBuffer[] = []): void {
  scope.postMessage({ mbibReplica } satisfies ToPage, transfer);
}

async function serve(
  scope: WorkerScope,
  request: WorkerRequest,
  build: (options: unknown) => Net | Promise<Net>,
): Promise<void> {
  const port = portOf(scope, request);
  try {
    const { memory, microBatch, weights, options, backend, arithmetic, lock } = request;
    await holdLock(lock);
    send(scope, { type: 'started' });
    const net = await build(options);
    if (tf.getBackend() !== backend) {
      throw new Error(`it computes on ${tf.getBackend()} where the page computes on ${backend}`);
    }
    assertArithmetic(arithmetic);
    serveTasks(port, { net, memory, microBatch, weights });
  } catch (error) {
    port.post({ type: 'failure', message: messageOf(error) });
  }
}

/** This worker's end of the way to the page. */
function portOf(scope: WorkerScope, { memory, memoryKind }: WorkerRequest): ServingPort {
  return {
    post(message) {
      const numbers = memoryKind === 'copied' ? numbersOfAnswer(message, memory) : {};
      send(scope, { type: 'answer', message, numbers }, buffersOf(numbers));
    },
    onMessage(listener) {
      scope.addEventListener('message', ({ data }) => {
        const sent = data?.mbibReplica;
        if (sent?.type !== 'task') return;
        takeNumbers(sent.numbers ?? {}, memory);
        listener(sent.message);
      });
    },
  };
}
