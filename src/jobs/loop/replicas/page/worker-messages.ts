import type { MemoryKind, ReplicaMemory } from '../replica-memory';
import type { ReplicaAnswer, ReplicaTask } from '../replica-messages';

/** What a worker is told that is to be a replica. */
export interface WorkerRequest {
  /** What its net is built from, as the page has given it. */
  options: unknown;
  /** The backend that computes. */
  backend: string;
  /** How numbers are rounded on the page, as `trainingEnvironment` says. */
  arithmetic: string;
  /** The most images that are computed at once. */
  microBatch: number;
  /** What the weights of the page's net are, as `formsOfWeights` says. */
  weights: readonly string[];
  /** What the worker shares with the page, or where it must not what it has a copy of. */
  memory: ReplicaMemory;
  memoryKind: MemoryKind;
  /** Name of the lock that the worker holds as long as it lives. */
  lock: string;
}

/** A message with the numbers of the memory that belong to it, where they are not shared. */
export interface WithNumbers<Message> {
  message: Message;
  numbers?: Partial<ReplicaMemory> | undefined;
}

/** What the page sends. The worker's script may have messages of its own besides: these have a name that no other has. */
export interface ToWorker {
  mbibReplica: { type: 'start'; request: WorkerRequest } | ({ type: 'task' } & WithNumbers<ReplicaTask>);
}

/** What the worker sends, likewise. */
export interface ToPage {
  mbibReplica:
    | /** It hears messages from now on; an earlier one may have been lost. */ { type: 'listening' }
    | /** It holds its lock, and builds the net. */ { type: 'started' }
    | ({ type: 'answer' } & WithNumbers<ReplicaAnswer>);
}
