import * as tf from '@tensorflow/tfjs-core';
import { reject, rejectType, show } from '../../../../checks';
import { messageOf } from '../../../log/message-of';
import { trainingEnvironment } from '../../training-environment';
import { assertReplicable } from '../assert-replicable';
import type { MemoryKind } from '../replica-memory';
import type { Replicas } from '../replicas';
import { type AbortLike, type OpenThread, type ReplicatedRecipe, startThreads } from '../start-threads';
import { type ReplicaWorker, webWorkerTransport } from './web-worker';

/** Replicas of a net in Web Workers. */
export interface WorkerReplicas extends Replicas {
  /** Ends the workers. What they were asked for is rejected with a `ReplicaError`. */
  end(): Promise<void>;
}

/**
 * Makes Web Workers of a page, or of another worker, replicas of a net: a recipe with them trains on as many cores. The scripts of the workers call
 * {@link serveWorkerReplica}; the page makes the workers, as bundlers find `new Worker(new URL('./replica.js', import.meta.url), { type:
 * 'module' })` in its own code only.
 *
 * The same parts give the same bits every time. Batch normalisation normalises within a part, and the running statistics are the mean of
 * those of the replicas. Where the page is cross-origin isolated, numbers travel in shared memory; elsewhere they are copied and sent,
 * to the same bits. A worker without a call of {@link serveWorkerReplica} never answers: `signal` ends the wait.
 *
 * @param recipe what is trained, with the page's own net. With `test` and `testBatchSize` the workers have memory for predictions of whole test batches
 * @param workers one or more, new, each for one call. Where this function throws, they are ended
 * @param options plain data, from which the workers build a net with the layers of the page's; its weights come from the page
 * @param signal where it is aborted while they start, they end
 * @returns for `replicas` of a recipe; `end` ends the workers
 * @throws RangeError where there is no worker, the backend is not wasm or cpu, a size of a batch does not fit, a batch has not two images for
 *   each, or the loss of the method is not made up of the losses of parts of a batch
 * @throws TypeError where `workers` is no array, a size of a batch no number, or the options cannot be sent
 * @throws ReplicaError where a worker cannot start, as for an error in its script, another backend than the page's, or another net.
 *   Later, steps and predictions reject with it where a worker fails or ends; on a page without Web Locks, as one that did not come by https,
 *   a worker that closes itself is not noticed
 *
 * @example
 * ```ts
 * import { type ReplicaWorker, type StepRecipe, noSums, startWorkerReplicas, trainEpoch } from 'mbib/jobs';
 *
 * declare const recipe: StepRecipe;
 * declare const workers: ReplicaWorker[]; // each new Worker(new URL('./replica.js', import.meta.url), { type: 'module' })
 * const replicas = await startWorkerReplicas(recipe, workers, { seed: 0 });
 * const position = { epoch: 0, step: 0, sums: noSums() };
 * try {
 *   await trainEpoch({ ...recipe, replicas }, 0, position, () => {}, () => false);
 * } finally {
 *   await replicas.end();
 * }
 * ```
 */
export async function startWorkerReplicas(
  recipe: ReplicatedRecipe,
  workers: readonly ReplicaWorker[],
  options: unknown,
  signal?: AbortLike,
): Promise<WorkerReplicas> {
  if (!Array.isArray(workers)) rejectType('workers', 'be an array of Web Workers', show(workers));
  try {
    if (workers.length === 0) reject('workers', 'have one Web Worker at least', 'none');
    const count = 1 + workers.length;
    const backend = tf.getBackend();
    assertReplicable(count, backend, recipe);
    const { arithmetic } = trainingEnvironment();
    const memoryKind = kindOfMemory();
    const open: OpenThread = (told, index) => {
      const lock = `mbib replica ${index + 1}, ${Date.now()}, ${Math.random()}`;
      const request = { ...told, options, backend, arithmetic, memoryKind, lock };
      return webWorkerTransport(workers[index]!, request);
    };
    return await startThreads(count, recipe, memoryKind, open, signal);
  } catch (error) {
    for (const worker of workers) worker.terminate();
    if ((error as Error).name !== 'DataCloneError') throw error;
    return rejectType('options', 'be plain data that can be sent to a worker', messageOf(error));
  }
}

/** Whether this page may share memory with its workers. */
function kindOfMemory(): MemoryKind {
  const { crossOriginIsolated } = globalThis as { crossOriginIsolated?: boolean };
  return typeof SharedArrayBuffer === 'function' && crossOriginIsolated !== false ? 'shared' : 'copied';
}
