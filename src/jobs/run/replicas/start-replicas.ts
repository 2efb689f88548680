import { sizeOf } from '../../loop/step-batch';
import type { Recipe } from '../../loop/train-epoch';
import { trainingEnvironment } from '../../loop/training-environment';
import { replicaMemories } from './replica-memory';
import type { ReplicaData, ReplicaRequest } from './replica-request';
import { ReplicaThread } from './replica-thread';
import { withSharedArrays } from './shared-data';
import { startProgram } from './start-program';
import { ThreadReplicas } from './thread-replicas';

/** What replicas are started with, besides the memory that they share. */
export type ReplicaStart = Omit<ReplicaRequest, 'memory' | 'microBatch' | 'arithmetic'>;

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
  const { arithmetic } = trainingEnvironment();
  const memories = replicaMemories(recipe.net.trainer, mostPixels(recipe, count), count - 1);
  const shared = withSharedArrays(start);
  const threads = memories.map(
    (memory, i) =>
      new ReplicaThread(i + 1, startThread({ ...shared, microBatch, arithmetic, memory }), memory),
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

/** The numbers of the most images that a replica is given: of a part of a training batch, or of a whole batch of an evaluation. */
function mostPixels({ train, test, validation, batchSize, testBatchSize }: Recipe, count: number): number {
  // Where the last batch of an epoch has few images, there are fewer parts of two or three.
  const part = Math.max(Math.ceil(batchSize / count), 3);
  const tested = [test, ...(validation ? [validation] : [])];
  return Math.max(
    part * sizeOf(train.imageShape),
    ...tested.map(({ imageShape }) => testBatchSize * sizeOf(imageShape)),
  );
}
