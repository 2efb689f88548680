import { longTailedCounts } from 'mbib';
import { type ImageSet, type ImageSplit, selectImages } from '../image-set';
import { longTailedSubset } from '../long-tailed-subset';

/**
 * Number of training images of each digit: 100 for the digit 0, fewer for each following one.
 *
 * @param imbalanceFactor images of the digit 0 divided by those of the digit 9, at least 1
 * @throws RangeError where the factor leaves the digit 9 without an image
 *
 * @example
 * ```ts
 * import { digitsCounts, loadDigits, longTailedDigits } from 'mbib/jobs';
 *
 * const samplesPerClass = digitsCounts(10); // 100 zeros down to 10 nines
 * const { train, test } = longTailedDigits(loadDigits(), 0, samplesPerClass);
 * ```
 */
export function digitsCounts(imbalanceFactor: number): number[] {
  return longTailedCounts({ classes: 10, max: 100, imbalanceFactor });
}

/**
 * Images of the digit 0 divided by those of the digit 9, where nothing else is asked for.
 *
 * @example
 * ```ts
 * import { digitsCounts, digitsImbalanceFactor } from 'mbib/jobs';
 *
 * const milder = digitsCounts(digitsImbalanceFactor / 2);
 * ```
 */
export const digitsImbalanceFactor = 50;

/**
 * Number of training images of each digit where nothing else is asked for: 100 for the digit 0 down to 2 for the digit 9.
 *
 * @example
 * ```ts
 * import { buildNet, defaultLossOptions, digitsPerClass, smallConvnet } from 'mbib/jobs';
 *
 * const options = { ...defaultLossOptions('bib'), samplesPerClass: digitsPerClass, seed: 0 };
 * const net = buildNet('bib', smallConvnet({ seed: 0 }), ['stage3'], options);
 * ```
 */
export const digitsPerClass: readonly number[] = digitsCounts(digitsImbalanceFactor);

/**
 * Splits the digits into long-tailed training images and a test set of all the others.
 *
 * @param digits all digits
 * @param seed chooses which images are for training, a whole number in 0..2³²−1
 * @param samplesPerClass number of training images of each digit. Default {@link digitsPerClass}
 * @returns the training images, 276 by default, class after class; the test images in the order of `digits`
 * @throws RangeError where `seed` is not such a number or a digit has too few images
 *
 * @example
 * ```ts
 * import { loadDigits, longTailedDigits } from 'mbib/jobs';
 *
 * const { train, test } = longTailedDigits(loadDigits(), 0); // 276 and 1,521 images
 * ```
 */
export function longTailedDigits(
  digits: ImageSet,
  seed: number,
  samplesPerClass: readonly number[] = digitsPerClass,
): ImageSplit {
  const { set: train, indices } = longTailedSubset(digits, samplesPerClass, seed);
  const chosen = new Set(indices);
  const rest = Array.from(digits.labels.keys()).filter((index) => !chosen.has(index));
  return { train, test: selectImages(digits, rest) };
}
