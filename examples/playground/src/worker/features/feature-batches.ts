import type { ImageBatches, ImageSet } from 'mbib/jobs';

/**
 * Batches of features that were computed before, for a net on features.
 *
 * @param features `[images, width]`
 * @param set the images that they are of
 * @param passes how often an epoch goes through them
 */
export function featureBatches(
  features: Float32Array,
  { labels, classes, classNames }: Pick<ImageSet, 'labels' | 'classes' | 'classNames'>,
  passes = 1,
): ImageBatches {
  const count = labels.length;
  const width = features.length / count;
  return {
    labels: Int32Array.from({ length: count * passes }, (_, i) => labels[i % count]!),
    classes,
    classNames,
    imageShape: [width],
    skipped: 0,
    ...(passes > 1 && { plain: () => featureBatches(features, { labels, classes, classNames }) }),
    async *batches(order) {
      for (const indices of order) {
        const pixels = new Float32Array(indices.length * width);
        for (const [i, index] of indices.entries()) {
          const at = (index % count) * width;
          pixels.set(features.subarray(at, at + width), i * width);
        }
        yield { indices, pixels };
      }
    },
  };
}
