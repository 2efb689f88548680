import { createHash } from 'node:crypto';
import { augmentCrop, type CropAugmentation, type Normalisation, normalise } from './augment';
import type { BatchSource } from './batch-source';
import type { ImageSet } from './image-set';
import type { MersenneTwister } from './random';

/**
 * Training batches of images in memory, augmented by {@link augmentCrop}.
 *
 * @example
 * ```ts
 * const train = augmentedSource(set, cifarAugmentation);
 * ```
 */
export function augmentedSource(set: ImageSet, augmentation: CropAugmentation): BatchSource {
  return memorySource(set, (indices, random) => augmentCrop(set, indices, augmentation, random()));
}

/**
 * Batches of images in memory as they are, normalised.
 *
 * @example
 * ```ts
 * const test = plainSource(set, cifarNormalisation);
 * ```
 */
export function plainSource(set: ImageSet, normalisation: Normalisation): BatchSource {
  return memorySource(set, (indices) => normalise(set, indices, normalisation));
}

function memorySource(
  set: ImageSet,
  pixelsOf: (indices: Int32Array, random: () => MersenneTwister) => Float32Array,
): BatchSource {
  const { images, labels, height, width, channels, classes, classNames } = set;
  return {
    labels,
    classes,
    classNames,
    imageShape: [height, width, channels],
    skipped: 0,
    get fingerprint() {
      const bytes = new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength);
      return createHash('sha256').update(images).update(bytes).digest('hex');
    },
    async *batches(order, randomOf) {
      for (const [batch, indices] of order.entries()) {
        yield { indices, pixels: pixelsOf(indices, () => randomOf(batch)) };
      }
    },
  };
}
