import { availableParallelism } from 'node:os';
import { assertWholeNumber, reject, rejectType, show } from '../../../checks';
import type { StartedBackend } from '../../backend/start-backend';
import { assertReplicable, singleCore } from '../../loop/replicas/assert-replicable';
import type { Recipe } from '../../loop/train-epoch';

/** The most replicas that a run starts: each has a net and a backend of its own. */
const MOST_REPLICAS = 64;

/** With fewer images in a part, its batch normalisation has little to go by: by itself, no run takes so many replicas. */
const LEAST_IMAGES = 8;

/** Throws unless `value` is a number of replicas, or `'auto'`. */
export function assertReplicas(argument: string, value: number | 'auto'): void {
  if (value === 'auto') return;
  if (typeof value !== 'number') rejectType(argument, "be a number or 'auto'", show(value));
  assertWholeNumber(argument, value, 1, MOST_REPLICAS + 1);
}

/** What decides how many replicas a run has. */
export interface ReplicaSetting {
  /** The backend that computes. */
  backend: StartedBackend['name'];
  /** The recipe that they compute. */
  recipe: Pick<Recipe, 'net' | 'batchSize'>;
  /** The module that every replica starts with. */
  program: string | undefined;
}

/**
 * How many replicas a run has.
 *
 * @param asked a number, or `'auto'`: one a core, as long as each has eight images of a batch, and one where replicas cannot be had
 * @throws RangeError where more than one are asked for and cannot be had
 */
export function replicaCount(asked: number | 'auto' | undefined, setting: ReplicaSetting): number {
  const { backend, recipe, program } = setting;
  const { net, batchSize } = recipe;
  if (asked === 'auto') {
    if (!singleCore.includes(backend) || !net.wholeBatch || program === undefined) return 1;
    return Math.max(1, Math.min(availableParallelism(), MOST_REPLICAS, Math.floor(batchSize / LEAST_IMAGES)));
  }
  if (asked === undefined || asked === 1) return 1;
  assertReplicable(asked, backend, recipe);
  if (program === undefined) {
    reject(
      'replicas',
      'come with program, the address of the module that each of them starts with: runJob(job, options, { program: import.meta.url })',
      show(asked),
    );
  }
  return asked;
}
