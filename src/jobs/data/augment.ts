import { assertBoolean, assertFinite, assertPositive, rejectType, show, wholeNumberFrom } from '../../checks';
import { resolveOptions } from '../../options';
import type { ImageSet } from './image-set';
import type { MersenneTwister } from './random';

/** Mean and standard deviation of each channel, for pixels in 0..1. */
export interface Normalisation {
  /** Of each channel, of pixels in 0..1. */
  mean: readonly number[];
  /** Standard deviation of each channel, of pixels in 0..1. */
  std: readonly number[];
}

/** Options of {@link augmentCrop}. */
export interface CropAugmentation extends Normalisation {
  /** Black pixels added on every side before the crop. */
  pad: number;
  /** Whether half of the images are mirrored, left to right. */
  flip: boolean;
}

/** How {@link Normalisation} is read. */
export const normalisationOptions = {
  mean: { check: eachOf(assertFinite) },
  std: { check: eachOf(assertPositive) },
} as const;

/** How {@link CropAugmentation} is read. */
export const cropOptions = {
  ...normalisationOptions,
  pad: { check: wholeNumberFrom(0) },
  flip: { check: assertBoolean },
} as const;

/** Checks a list of one figure a channel. */
function eachOf(check: (argument: string, value: number) => void) {
  return (argument: string, value: readonly number[]): void => {
    if (!Array.isArray(value)) rejectType(argument, 'be a list of one number a channel', show(value));
    for (const [channel, figure] of value.entries()) check(`${argument}[${channel}]`, figure);
  };
}

/** The figures of CIFAR-10, which LDAM-DRW and its followers use for CIFAR-100 too. */
export const cifarNormalisation: Normalisation = {
  mean: [0.4914, 0.4822, 0.4465],
  std: [0.2023, 0.1994, 0.201],
};

/** The training augmentation of CIFAR-LT: pad by 4, crop at random, mirror at random, normalise. */
export const cifarAugmentation: CropAugmentation = { ...cifarNormalisation, pad: 4, flip: true };

/**
 * Normalised images: `(pixel / 255 − mean) / std`.
 *
 * @param set where the images come from
 * @param indices `[batch]`, which images
 * @param normalisation one mean and one standard deviation a channel
 * @returns `[batch, height, width, channels]`
 * @throws RangeError where the numbers of channels differ, a figure is not finite or a standard deviation not positive; TypeError
 * where a figure is unknown or missing
 *
 * @example
 * ```ts
 * const x = tf.tensor4d(normalise(test, indices, cifarNormalisation), [indices.length, 32, 32, 3]);
 * ```
 */
export function normalise(
  set: ImageSet,
  indices: ArrayLike<number>,
  normalisation: Normalisation,
): Float32Array {
  const pixels = set.height * set.width;
  const output = new Float32Array(indices.length * pixels * set.channels);
  const copy = pixelCopier(set, resolveOptions(normalisation, normalisationOptions, 'normalisation'), output);
  for (let i = 0; i < indices.length; i++) copy(indices[i]! * pixels, i * pixels, pixels, 1);
  return output;
}

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
  const { pad, flip } = resolveOptions(options, cropOptions);
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

/** Copies a run of pixels, normalised; `step` is −1 to write them from right to left. Places count pixels. */
type PixelCopier = (from: number, to: number, pixels: number, step: 1 | -1) => void;

function pixelCopier(
  { images, channels }: ImageSet,
  normalisation: Normalisation,
  output: Float32Array,
): PixelCopier {
  const table = normalisedBytes(channels, normalisation);
  return (from, to, pixels, step) => {
    let source = from * channels;
    let target = to * channels;
    const jump = (step - 1) * channels;
    for (let pixel = 0; pixel < pixels; pixel++) {
      for (let c = 0; c < channels; c++) output[target++] = table[images[source++]! * channels + c]!;
      target += jump;
    }
  };
}

/** `[256, channels]`: what each byte of each channel becomes. */
function normalisedBytes(channels: number, { mean, std }: Normalisation): Float32Array {
  if (mean.length !== channels || std.length !== channels) {
    throw new RangeError(`mean and std must have ${channels} channels, got ${mean.length} and ${std.length}`);
  }
  const table = new Float32Array(256 * channels);
  for (let i = 0; i < table.length; i++) {
    const c = i % channels;
    table[i] = (Math.floor(i / channels) / 255 - mean[c]!) / std[c]!;
  }
  return table;
}

function fillBlack(output: Float32Array, table: Float32Array, channels: number): void {
  for (let i = 0; i < output.length; i += channels) {
    for (let c = 0; c < channels; c++) output[i + c] = table[c]!;
  }
}
