import type { ImageBatches } from '../../data/batch-source';
import { sizeOf } from '../step-batch';
import type { StepRecipe } from '../train-epoch';
import {
  formsOfWeights,
  type MemoryKind,
  type ReplicaMemory,
  replicaMemories,
  weightsOfNet,
} from './replica-memory';
import type { ReplicaAnswer, ReplicaTask } from './replica-messages';
import { ReplicaThread } from './replica-thread';
import type { ReplicaTransport } from './replica-transport';
import { ThreadReplicas } from './thread-replicas';

/** What replicas need to know of a recipe. */
export interface ReplicatedRecipe extends Pick<StepRecipe, 'net' | 'batchSize' | 'microBatch'> {
  /** What is trained on. */
  train: Pick<ImageBatches, 'imageShape'>;
  /** What is evaluated, if anything is: each replica then has memory for a whole batch of it. */
  test?: Pick<ImageBatches, 'imageShape'> | undefined;
  /** Likewise. */
  validation?: Pick<ImageBatches, 'imageShape'> | undefined;
  /** Images a batch of an evaluation. */
  testBatchSize?: number | undefined;
}

/** What every thread is told of the net. */
export interface ToldOfNet {
  memory: ReplicaMemory;
  /** The most images that are computed at once. */
  microBatch: number;
  /** What its weights are, as `formsOfWeights` says. */
  weights: readonly string[];
}

/** Starts a thread, or makes one that runs a replica. */
export type OpenThread = (told: ToldOfNet, index: number) => ReplicaTransport<ReplicaTask, ReplicaAnswer>;

/**
 * Starts the threads of the replicas of a recipe's net, and waits until each has built it.
 *
 * @param count of all, the one on the main thread among them; at least 2
 * @param kind of their memory
 * @param open called for each but the main thread
 * @param signal where it is aborted while they start, they end
 * @throws ReplicaError where one cannot start
 */
export async function startThreads(
  count: number,
  recipe: ReplicatedRecipe,
  kind: MemoryKind,
  open: OpenThread,
  signal: AbortLike | undefined,
): Promise<ThreadReplicas> {
  const microBatch = recipe.microBatch ?? recipe.batchSize;
  const memories = replicaMemories(recipe.net.trainer, mostPixels(recipe, count), count - 1, kind);
  const weights = formsOfWeights(weightsOfNet(recipe.net.trainer));
  const threads = memories.map(
    (memory, i) => new ReplicaThread(i + 1, open({ memory, microBatch, weights }, i), memory),
  );
  const replicas = new ThreadReplicas(recipe.net, threads, microBatch);
  const end = () => void replicas.end();
  signal?.addEventListener('abort', end);
  try {
    if (signal?.aborted) end();
    await Promise.all(threads.map(({ ready }) => ready));
    return replicas;
  } catch (error) {
    await replicas.end();
    throw error;
  } finally {
    signal?.removeEventListener('abort', end);
  }
}

/** What is used of an `AbortSignal`, whose type Node and the DOM each have their own of. */
export interface AbortLike {
  /** Whether it has been aborted. */
  readonly aborted: boolean;
  /** Hears that it is aborted. */
  addEventListener(type: 'abort', listener: () => void): void;
  /** Hears it no more. */
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** The numbers of the most images that a replica is given: of a part of a training batch, or of a whole batch of an evaluation. */
function mostPixels(
  { train, test, validation, batchSize, testBatchSize = 0 }: ReplicatedRecipe,
  count: number,
): number {
  // Where the last batch of an epoch has few images, there are fewer parts of two or three.
  const part = Math.max(Math.ceil(batchSize / count), 3);
  const tested = [test, validation].filter((source) => source !== undefined);
  return Math.max(
    part * sizeOf(train.imageShape),
    ...tested.map(({ imageShape }) => testBatchSize * sizeOf(imageShape)),
  );
}
