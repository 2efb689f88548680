import type { Batch, ImageBatches } from './batch-source';
import { inBatches } from './order/in-batches';

/**
 * All images of a source in batches, in the order of the source, as an evaluation needs them.
 *
 * @param batchSize images in a batch; the last batch may have fewer
 * @throws RangeError | TypeError where `batchSize` is not a whole number of at least 1; Error, while the batches are read, where the
 *   source augments its images
 *
 * @example
 * ```ts
 * import { batchesInOrder, digitsNormalisation, loadDigits, plainBatches } from 'mbib/jobs';
 *
 * const test = plainBatches(loadDigits(), digitsNormalisation);
 * for await (const batch of batchesInOrder(test, 250)) console.log(batch.indices.length);
 * ```
 */
export function batchesInOrder(source: ImageBatches, batchSize: number): AsyncIterable<Batch> {
  const count = source.labels.length;
  const all = Int32Array.from({ length: count }, (_, i) => i);
  return source.batches(inBatches(all, batchSize), noAugmentation);
}

function noAugmentation(): never {
  throw new Error('An evaluation takes the images as they are; give it a source without augmentation.');
}
