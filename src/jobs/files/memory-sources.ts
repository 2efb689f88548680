import { createHash } from 'node:crypto';
import type { BatchSource, ImageBatches } from '../data/batch-source';
import type { ImageSet } from '../data/image-set';
import { augmentedBatches, plainBatches } from '../data/memory-batches';
import type { CropAugmentation } from '../data/preprocessing/augment-crop';
import type { Normalisation } from '../data/preprocessing/normalisations';

/**
 * Training batches of images in memory, augmented by `augmentCrop`.
 *
 * @example
 * ```ts
 * import { augmentedSource, digitsAugmentation, loadDigits } from 'mbib/jobs';
 *
 * const train = augmentedSource(loadDigits(), digitsAugmentation); // for a recipe's train
 * ```
 */
export function augmentedSource(set: ImageSet, augmentation: CropAugmentation): BatchSource {
  return withFingerprint(set, augmentedBatches(set, augmentation));
}

/**
 * Batches of images in memory as they are, normalised.
 *
 * @example
 * ```ts
 * import { digitsNormalisation, loadDigits, plainSource } from 'mbib/jobs';
 *
 * const test = plainSource(loadDigits(), digitsNormalisation); // for a recipe's test
 * ```
 */
export function plainSource(set: ImageSet, normalisation: Normalisation): BatchSource {
  return withFingerprint(set, plainBatches(set, normalisation));
}

function withFingerprint({ images, labels }: ImageSet, batches: ImageBatches): BatchSource {
  return {
    ...batches,
    get fingerprint() {
      const bytes = new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength);
      return createHash('sha256').update(images).update(bytes).digest('hex');
    },
  };
}
