import type { Recipe } from '../../loop/train-epoch';
import type { JobOptions } from '../job';
import { type BatchSizes, replicaMemories } from './replica-memory';
import type { ReplicaData, ReplicaRequest } from './replica-request';
import { ReplicaThread } from './replica-thread';
import { withSharedArrays } from './shared-data';
import { startProgram } from './start-program';
import { ThreadReplicas } from './thread-replicas';

/** What replicas are started with, besides the memory that they share. */
export type ReplicaStart = Omit<ReplicaRequest, 'memory' | 'microBatch' | 'options'> & {
  options: JobOptions;
};

/**
 * Starts replicas of a recipe's net, and waits until they have built it.
 *
 * @param count of all, the one on the main thread among them; at least 2
 * @param start the job, and what each needs to build its net
 * @param signal where it is aborted while they start, they end
 * @throws ReplicaError where one cannot start
 */
export async function startReplicas(
  count: number,
  recipe: Recipe,
  start: ReplicaStart,
  signal: AbortSignal,
): Promise<ThreadReplicas> {
  const microBatch = recipe.microBatch ?? recipe.batchSize;
  const memories = replicaMemories(recipe.net.trainer, largestBatches(recipe, count), count - 1);
  const shared = withSharedArrays(start);
  const threads = memories.map(
    (memory, i) => new ReplicaThread(i + 1, startThread({ ...shared, microBatch, memory }), memory),
  );
  const replicas = new ThreadReplicas(recipe.net, threads, microBatch);
  const end = () => void replicas.end();
  signal.addEventListener('abort', end, { once: true });
  try {
    if (signal.aborted) end();
    await Promise.all(threads.map(({ ready }) => ready));
    return replicas;
  } catch (error) {
    await replicas.end();
    throw error;
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** Data that no message can hold, such as functions, is read again by the thread. */
function startThread(request: ReplicaRequest) {
  const { program, data: _, ...others } = request;
  const started = (mbibReplica: ReplicaRequest) =>
    startProgram(program, { mbibReplica } satisfies ReplicaData);
  try {
    return started(request);
  } catch (error) {
    if ((error as Error).name !== 'DataCloneError') throw error;
    return started({ program, ...others });
  }
}

/** A replica is given a part of a training batch, or a whole batch of an evaluation. */
function largestBatches(
  { train, test, validation, batchSize, testBatchSize }: Recipe,
  count: number,
): BatchSizes {
  const batches = [
    // Where the last batch of an epoch has few images, there are fewer parts of two or three.
    { source: train, images: Math.max(Math.ceil(batchSize / count), 3) },
    ...[test, validation].flatMap((source) => (source ? { source, images: testBatchSize } : [])),
  ];
  return {
    images: Math.max(...batches.map(({ images }) => images)),
    pixels: Math.max(...batches.map(({ source, images }) => images * lengthOf(source.imageShape))),
  };
}

function lengthOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
