import { augmentCrop, type CropAugmentation } from './augment-crop';
import type { ImageBatches } from './batch-source';
import type { ImageSet } from './image-set';
import type { MersenneTwister } from './mersenne-twister';
import type { Normalisation } from './normalisations';
import { normalise } from './normalise';

/**
 * Batches of images in memory for training, augmented by {@link augmentCrop}.
 *
 * @param set the images
 * @param augmentation padding, mirroring and normalisation
 *
 * @example
 * ```ts
 * const train = augmentedBatches(set, cifarAugmentation);
 * ```
 */
export function augmentedBatches(set: ImageSet, augmentation: CropAugmentation): ImageBatches {
  return memoryBatches(set, (indices, random) => augmentCrop(set, indices, augmentation, random()));
}

/**
 * Batches of images in memory for testing, normalised and not augmented.
 *
 * @param set the images
 * @param normalisation mean and standard deviation of each channel
 *
 * @example
 * ```ts
 * const test = plainBatches(set, cifarNormalisation);
 * ```
 */
export function plainBatches(set: ImageSet, normalisation: Normalisation): ImageBatches {
  return memoryBatches(set, (indices) => normalise(set, indices, normalisation));
}

function memoryBatches(
  { labels, height, width, channels, classes, classNames }: ImageSet,
  pixelsOf: (indices: Int32Array, random: () => MersenneTwister) => Float32Array,
): ImageBatches {
  return {
    labels,
    classes,
    classNames,
    imageShape: [height, width, channels],
    skipped: 0,
    async *batches(order, randomOf) {
      for (const [batch, indices] of order.entries()) {
        yield { indices, pixels: pixelsOf(indices, () => randomOf(batch)) };
      }
    },
  };
}
