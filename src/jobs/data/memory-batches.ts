import { resolveOptions } from '../../options';
import type { ImageBatches } from './batch-source';
import { assertLabels, type ImageSet } from './image-set';
import type { MersenneTwister } from './mersenne-twister';
import { augmentCrop, type CropAugmentation, cropOptions } from './preprocessing/augment-crop';
import { type Normalisation, normalisationOptions } from './preprocessing/normalisations';
import { normalise } from './preprocessing/normalise';

/**
 * Batches of images in memory for training, augmented by {@link augmentCrop}.
 *
 * @param set the images
 * @param augmentation padding, mirroring and normalisation
 *
 * @throws TypeError where a figure is unknown, missing or of another type; RangeError where its value does not fit, or a label is no class.
 *   While the batches are read, where {@link normalise} throws one
 *
 * @example
 * ```ts
 * import { augmentedBatches, digitsAugmentation, loadDigits } from 'mbib/jobs';
 *
 * const train = augmentedBatches(loadDigits(), digitsAugmentation);
 * ```
 */
export function augmentedBatches(set: ImageSet, augmentation: CropAugmentation): ImageBatches {
  resolveOptions(augmentation, cropOptions, 'augmentation');
  const { mean, std } = augmentation;
  const augmented = memoryBatches(set, { mean, std }, (indices, random) =>
    augmentCrop(set, indices, augmentation, random()),
  );
  return { ...augmented, plain: () => plainBatches(set.distinct ?? set, { mean, std }) };
}

/**
 * Batches of images in memory for testing, normalised and not augmented.
 *
 * @param set the images
 * @param normalisation mean and standard deviation of each channel
 *
 * @throws TypeError where a figure is unknown, missing or of another type; RangeError where its value does not fit, or a label is no class.
 *   While the batches are read, where {@link normalise} throws one
 *
 * @example
 * ```ts
 * import { digitsNormalisation, loadDigits, plainBatches } from 'mbib/jobs';
 *
 * const test = plainBatches(loadDigits(), digitsNormalisation);
 * ```
 */
export function plainBatches(set: ImageSet, normalisation: Normalisation): ImageBatches {
  resolveOptions(normalisation, normalisationOptions, 'normalisation');
  return memoryBatches(set, normalisation, (indices) => normalise(set, indices, normalisation));
}

function memoryBatches(
  { labels, height, width, channels, classes, classNames }: ImageSet,
  { mean, std }: Normalisation,
  pixelsOf: (indices: Int32Array, random: () => MersenneTwister) => Float32Array,
): ImageBatches {
  assertLabels(labels, classes);
  return {
    labels,
    classes,
    classNames,
    imageShape: [height, width, channels],
    preprocessing: { mean, std },
    skipped: 0,
    async *batches(order, randomOf) {
      for (const [batch, indices] of order.entries()) {
        yield { indices, pixels: pixelsOf(indices, () => randomOf(batch)) };
      }
    },
  };
}
