import { reject, rejectType, show } from '../../../checks';
import { resolveOptions } from '../../../options';
import { DataError } from '../data-error';
import { assertLabels, type ImageSet, selectImages } from '../image-set';
import { assertUint32 } from '../uint32';
import { stratifiedSplit } from './stratified-split';

/** Options of {@link holdOutImages}, which jobs have, too. */
export interface HoldOutOptions {
  /** Part of each class's images that is held out, between 0 and 1. Left out, no image is. */
  valFraction?: number | undefined;
  /** Chooses the images, a whole number in 0..2³²−1. */
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
 * @returns undefined where nothing is asked for
 * @throws DataError where no class has an image to spare; RangeError | TypeError where an option is unknown or missing, or does not fit
 */
export function heldOut(
  { labels, classes }: Pick<ImageSet, 'labels' | 'classes'>,
  options: HoldOutOptions,
): HeldOutPlaces | undefined {
  const { valFraction, seed } = resolveOptions(options, holdOutOptions);
  if (valFraction === undefined) return undefined;
  assertLabels(labels, classes);
  const places = Int32Array.from(labels, (_, i) => i);
  const fractions = { validation: valFraction, test: 0 };
  const parts = stratifiedSplit({ labels, contents: places, classes }, fractions, seed);
  const validation = places.filter((i) => parts[i] === 'validation');
  if (validation.length === 0) {
    throw new DataError(
      'valFraction',
      `No class has enough training images for a part of ${valFraction} of them to validate. Give a larger options.valFraction.`,
    );
  }
  return { train: places.filter((i) => parts[i] === 'train'), validation };
}

const holdOutOptions = {
  valFraction: { check: assertFraction, default: undefined },
  seed: { check: assertUint32 },
} as const;

/** Throws unless `value` is a number between 0 and 1. */
export function assertFraction(argument: string, value: number): void {
  if (typeof value !== 'number') rejectType(argument, 'be a number', show(value));
  if (!(value > 0 && value < 1)) reject(argument, 'be a number between 0 and 1', show(value));
}

/**
 * Takes the images that choose the epoch out of the training images, so that no test image has to. Count the classes of what is
 * left: the losses want the numbers of images that are trained on.
 *
 * @param set the training images
 * @param options `valFraction`: the part of each class that is held out; without it nothing is. `seed` chooses the images
 * @returns what is left to train on, and what was held out
 * @throws DataError where no class has an image to spare; RangeError | TypeError where an option is unknown or missing, or does not fit
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
  const places = heldOut(set, options);
  if (!places) return { train: set };
  return { train: selectImages(set, places.train), validation: selectImages(set, places.validation) };
}
