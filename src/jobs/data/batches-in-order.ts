import type { Batch, ImageBatches } from './batch-source';

/**
 * All images of a source in their order, as an evaluation takes them.
 *
 * @param batchSize images at a time
 * @throws Error where the source augments its images
 */
export function batchesInOrder(source: ImageBatches, batchSize: number): AsyncIterable<Batch> {
  const count = source.labels.length;
  const all = Int32Array.from({ length: count }, (_, i) => i);
  const order = Array.from({ length: Math.ceil(count / batchSize) }, (_, i) =>
    all.subarray(i * batchSize, (i + 1) * batchSize),
  );
  return source.batches(order, noAugmentation);
}

function noAugmentation(): never {
  throw new Error('An evaluation takes the images as they are; give it a source without augmentation.');
}
