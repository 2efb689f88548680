import { assertWholeNumber, reject, show } from '../../../checks';
import { assertDecomposes } from '../train-step';
import type { ReplicatedRecipe } from './start-threads';

type Sized = 'net' | 'batchSize' | 'microBatch' | 'testBatchSize';

/** Backends that compute on one core. */
export const singleCore: readonly string[] = ['wasm', 'cpu'];

/**
 * Throws unless a recipe can be trained by so many replicas, more than one, on a backend.
 *
 * @throws RangeError; TypeError where a size is no number
 */
export function assertReplicable(
  count: number,
  backend: string,
  { net, batchSize, microBatch, testBatchSize }: Pick<ReplicatedRecipe, Sized>,
): void {
  assertWholeNumber('recipe.batchSize', batchSize, 1);
  if (microBatch !== undefined) assertWholeNumber('recipe.microBatch', microBatch, 2);
  if (testBatchSize !== undefined) assertWholeNumber('recipe.testBatchSize', testBatchSize, 1);
  if (!singleCore.includes(backend)) {
    reject('replicas', `be left out on ${backend}, which divides a step among cores itself`, show(count));
  }
  assertDecomposes(net, 'replicas');
  if (count > batchSize / 2) {
    reject('replicas', `leave two images of a batch of ${batchSize} to each`, show(count));
  }
}
