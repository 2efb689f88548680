import { longTailedCounts } from 'mbib';
import { type ImageSet, type ImageSplit, selectImages } from '../image-set';
import { longTailedSubset } from '../long-tailed-subset';

/** Training images of each digit: 100 for 0, and for 9 as many as the imbalance factor leaves. */
export function digitsCounts(imbalanceFactor: number): number[] {
  return longTailedCounts({ classes: 10, max: 100, imbalanceFactor });
}

/** Images of the digit 0 over those of the digit 9. */
export const digitsImbalanceFactor = 50;

/** Training images of each digit: 100 for 0 down to 2 for 9. */
export const digitsPerClass: readonly number[] = digitsCounts(digitsImbalanceFactor);

/**
 * The digits made long-tailed for training; all others are the test set.
 *
 * @param digits all digits
 * @param seed which images are kept for training, a whole number in 0..2³²−1
 * @param samplesPerClass training images of each digit, by default {@link digitsPerClass}
 * @returns the training images, by default 276, class after class, and the rest in the set's order
 * @throws RangeError where `seed` is not such a number or a digit has too few images
 *
 * @example
 * ```ts
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
