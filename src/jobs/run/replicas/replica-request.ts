import { isMainThread, workerData } from 'node:worker_threads';
import type { StartedBackend } from '../../backend/start-backend';
import type { ReplicaMemory } from '../../loop/replicas/replica-memory';
import type { JobOptions } from '../job';

/** What a thread is told that is to be a replica of a run. */
export interface ReplicaRequest {
  /** Address of the module that the thread is started with, `file://…`. */
  program: string;
  /** The job's name. */
  job: string;
  /** The options of the run and of its reading. */
  options: JobOptions;
  /** The backend that computes. */
  backend: StartedBackend['name'];
  /** How numbers are rounded on the main thread, as `trainingEnvironment` says. */
  arithmetic: string;
  /** What the job's `load` has read. Undefined where that cannot be sent to a thread as it is, see `isPlainData`: then the replica reads it again. */
  data?: unknown;
  /** The folder of the run's teacher; undefined where it has none. */
  teacher?: string | undefined;
  /** The most images that are computed at once. */
  microBatch: number;
  /** What the weights of the main thread's net are, as `formsOfWeights` says. */
  weights: readonly string[];
  /** What the thread shares with the others. */
  memory: ReplicaMemory;
}

/** What a thread is started with: the request, under a name that no other worker thread has. */
export interface ReplicaData {
  mbibReplica: ReplicaRequest;
}

/** What this thread is asked to be a replica of; undefined where it is none. */
export function replicaRequest(): ReplicaRequest | undefined {
  return isMainThread ? undefined : (workerData as Partial<ReplicaData> | null)?.mbibReplica;
}
