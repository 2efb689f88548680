import { DataError } from '../data-error';
import { type ImageSet, selectImages } from '../image-set';
import { stratifiedSplit } from './stratified-split';

/** What {@link holdOutImages} reads of a job's options. */
export interface HoldOutOptions {
  /** Part of each class's images that is held out, between 0 and 1. Left out, no image is. */
  valFraction?: number | undefined;
  /** Chooses the images. */
  seed: number;
}

/** Training images of which some were held out. */
export interface HeldOut<Images> {
  /** What is left to train on. */
  train: Images;
  /** What was held out; left out where nothing was asked for. */
  validation?: Images;
}

/** The places of images in a set. */
export interface HeldOutPlaces {
  /** Of those that are left to train on, ascending. */
  train: Int32Array;
  /** Of those that validate, ascending. */
  validation: Int32Array;
}

/**
 * Chooses training images that validate, class by class: of a class of n images n · valFraction, rounded to the nearest whole number.
 * Classes of one or two images keep them all.
 *
 * @param set labels of the images, and the number of classes
 * @param options which part, and the seed
 * @throws DataError where no class has an image to spare
 */
export function heldOut(
  { labels, classes }: Pick<ImageSet, 'labels' | 'classes'>,
  { valFraction = 0, seed }: HoldOutOptions,
): HeldOutPlaces {
  const places = Int32Array.from(labels, (_, i) => i);
  const fractions = { validation: valFraction, test: 0 };
  const parts = stratifiedSplit({ labels, contents: places, classes }, fractions, seed);
  const validation = places.filter((i) => parts[i] === 'validation');
  if (valFraction > 0 && validation.length === 0) {
    throw new DataError(
      'valFraction',
      `No class has enough training images for a part of ${valFraction} of them to validate. Give a larger options.valFraction.`,
    );
  }
  return { train: places.filter((i) => parts[i] === 'train'), validation };
}

/**
 * Takes the images that choose the epoch out of the training images, so that no test image has to. Count the classes of what is
 * left: the losses want the numbers of images that are trained on.
 *
 * @param set the training images
 * @param options `valFraction`: the part of each class that is held out; without it nothing is. `seed` chooses the images
 * @returns what is left to train on, and what was held out
 * @throws DataError where no class has an image to spare
 *
 * @example
 * ```ts
 * import { countPerClass, holdOutImages, loadDigits, longTailedDigits } from 'mbib/jobs';
 *
 * const { train, validation } = holdOutImages(longTailedDigits(loadDigits(), 0).train, { valFraction: 0.1, seed: 0 });
 * console.log(countPerClass(train)[0], validation?.labels.length); // 90, 27
 * ```
 */
export function holdOutImages(set: ImageSet, options: HoldOutOptions): HeldOut<ImageSet> {
  if (options.valFraction === undefined) return { train: set };
  const { train, validation } = heldOut(set, options);
  return { train: selectImages(set, train), validation: selectImages(set, validation) };
}
