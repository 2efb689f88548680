import type { ImageSet } from './image-set';
import type { MersenneTwister } from './mersenne-twister';
import { cifarNormalisation, type Normalisation } from './normalisations';
import { normalisedBytes, pixelCopier } from './normalise';

/** Options of {@link augmentCrop}. */
export interface CropAugmentation extends Normalisation {
  /** Black pixels added on every side before the crop. */
  pad: number;
  /** Whether half of the images are mirrored, left to right. */
  flip: boolean;
}

/** The training augmentation of CIFAR-LT: pad by 4, crop at random, mirror at random, normalise. */
export const cifarAugmentation: CropAugmentation = { ...cifarNormalisation, pad: 4, flip: true };

/**
 * Augmented, normalised images: zero-pad (black, so before normalising), crop back to the image's size at a random
 * place, mirror with probability one half. Each image takes three draws of `random`: row, column, mirror.
 *
 * @param set where the images come from
 * @param indices `[batch]`, which images
 * @param options padding, mirroring and the figures of {@link normalise}
 * @param random where the draws come from
 * @returns `[batch, height, width, channels]`
 * @throws RangeError as {@link normalise}, or where `pad` is not a whole number of at least 0
 * @see He et al. 2016, Section 4.2; protocol of LDAM-DRW
 *
 * @example
 * ```ts
 * const random = randomStream(seed, 'augmentation', epoch);
 * const x = augmentCrop(train, indices, cifarAugmentation, random);
 * ```
 */
export function augmentCrop(
  set: ImageSet,
  indices: ArrayLike<number>,
  options: CropAugmentation,
  random: MersenneTwister,
): Float32Array {
  const { pad, flip } = options;
  if (!Number.isInteger(pad) || pad < 0) {
    throw new RangeError(`pad must be a whole number of at least 0, got ${pad}`);
  }
  const { height, width, channels } = set;
  const output = new Float32Array(indices.length * height * width * channels);
  const copy = pixelCopier(set, options, output);
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
