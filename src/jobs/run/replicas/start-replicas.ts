import { startThreads, type ToldOfNet } from '../../loop/replicas/start-threads';
import type { ThreadReplicas } from '../../loop/replicas/thread-replicas';
import type { Recipe } from '../../loop/train-epoch';
import { trainingEnvironment } from '../../loop/training-environment';
import type { ReplicaData, ReplicaRequest } from './replica-request';
import { isPlainData, withSharedArrays } from './shared-data';
import { startProgram } from './start-program';
import { workerTransport } from './worker-transport';

/** What replicas are started with, besides the memory that they share. */
export type ReplicaStart = Omit<ReplicaRequest, keyof ToldOfNet | 'arithmetic'>;

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
  const { arithmetic } = trainingEnvironment();
  const { data, ...others } = start;
  // What a message would change, such as an instance of a class, is read again by each thread.
  const shared = isPlainData(data) ? { ...others, data: withSharedArrays(data) } : others;
  return startThreads(
    count,
    recipe,
    'shared',
    (told) => workerTransport(startThread({ ...shared, ...told, arithmetic })),
    signal,
  );
}

/** Data that cannot be sent after all is read again by the thread. */
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
