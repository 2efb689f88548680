import { assertBoolean, wholeNumberFrom } from '../../../checks';
import { resolveOptions } from '../../../options';
import { assertIndices, type ImageSet } from '../image-set';
import type { MersenneTwister } from '../mersenne-twister';
import { cifarNormalisation, type Normalisation, normalisationOptions } from './normalisations';
import { normalisedBytes, pixelCopier } from './normalise';

/** Options of {@link augmentCrop}. */
export interface CropAugmentation extends Normalisation {
  /** How many black pixels are added on every side before the crop, a whole number of at least 0. */
  pad: number;
  /** Whether an image is mirrored, left to right, with probability one half. */
  flip: boolean;
}

/** How {@link CropAugmentation} is read. */
export const cropOptions = {
  ...normalisationOptions,
  pad: { check: wholeNumberFrom(0) },
  flip: { check: assertBoolean },
} as const;

/**
 * The training augmentation of CIFAR-LT: pad by 4, crop at random, mirror at random, normalise.
 *
 * @example
 * ```ts
 * import { augmentedBatches, cifarAugmentation, type ImageSet } from 'mbib/jobs';
 *
 * declare const images: ImageSet; // of 32×32 pixels in colour
 * const train = augmentedBatches(images, { ...cifarAugmentation, flip: false });
 * ```
 */
export const cifarAugmentation: CropAugmentation = { ...cifarNormalisation, pad: 4, flip: true };

/**
 * Augments and normalises images of a set: each is surrounded by black pixels, cropped back to its size at a random place, and
 * mirrored with probability one half. Each image takes three random numbers: for the row, the column and the mirroring.
 *
 * @param set the images
 * @param indices which images of the set, `[batch]`
 * @param options padding, mirroring and normalisation
 * @param random the generator of the random numbers
 * @returns the augmented, normalised pixels, `[batch, height, width, channels]`
 * @throws RangeError where {@link normalise} throws one, or `pad` is not a whole number of at least 0; TypeError where an option is
 *   unknown or missing, or an argument of another type
 * @see He et al. 2016, Section 4.2; protocol of LDAM-DRW
 *
 * @example
 * ```ts
 * import { augmentCrop, digitsAugmentation, loadDigits, MersenneTwister } from 'mbib/jobs';
 *
 * const random = new MersenneTwister(0);
 * const pixels = augmentCrop(loadDigits(), [3, 4], digitsAugmentation, random); // 2 · 8 · 8 numbers
 * ```
 */
export function augmentCrop(
  set: ImageSet,
  indices: ArrayLike<number>,
  options: CropAugmentation,
  random: MersenneTwister,
): Float32Array {
  const { pad, flip } = resolveOptions(options, cropOptions);
  assertIndices(set, indices);
  const { height, width, channels } = set;
  const output = new Float32Array(indices.length * height * width * channels);
  const copy = pixelCopier(set, options, output);
  // The padding is black before normalising, as in LDAM-DRW: a padded pixel is not 0 but what normalising makes of 0.
  fillBlack(output, normalisedBytes(channels, options), channels);
  for (let i = 0; i < indices.length; i++) {
    const down = random.interval(2 * pad) - pad;
    const right = random.interval(2 * pad) - pad;
    const mirrored = random.interval(1) === 1 && flip;
    const firstColumn = Math.max(0, -right);
    const columns = width - Math.abs(right);
    const lastRow = Math.min(height, height - down);
    for (let row = Math.max(0, -down); row < lastRow; row++) {
      const from = (indices[i]! * height + row + down) * width + firstColumn + right;
      const rowStart = (i * height + row) * width;
      if (mirrored) copy(from, rowStart + width - 1 - firstColumn, columns, -1);
      else copy(from, rowStart + firstColumn, columns, 1);
    }
  }
  return output;
}

function fillBlack(output: Float32Array, table: Float32Array, channels: number): void {
  for (let i = 0; i < output.length; i += channels) {
    for (let c = 0; c < channels; c++) output[i + c] = table[c]!;
  }
}
