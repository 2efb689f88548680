import { reject, show } from '../../../checks';
import type { StepRecipe } from '../train-epoch';
import { assertDecomposes } from '../train-step';

/** Backends that compute on one core. */
export const singleCore: readonly string[] = ['wasm', 'cpu'];

/**
 * Throws unless a recipe can be trained by so many replicas, more than one, on a backend.
 *
 * @throws RangeError
 */
export function assertReplicable(
  count: number,
  backend: string,
  { net, batchSize }: Pick<StepRecipe, 'net' | 'batchSize'>,
): void {
  if (!singleCore.includes(backend)) {
    reject('replicas', `be left out on ${backend}, which divides a step among cores itself`, show(count));
  }
  assertDecomposes(net, 'replicas');
  if (count > batchSize / 2) {
    reject('replicas', `leave two images of a batch of ${batchSize} to each`, show(count));
  }
}
