import { resolveOptions } from '../../../options';
import { assertIndices, type ImageSet } from '../image-set';
import { type Normalisation, normalisationOptions } from './normalisations';

/**
 * Normalises images of a set, channel by channel: `(pixel / 255 − mean) / std`.
 *
 * @param set the images
 * @param indices which images of the set, `[batch]`
 * @param normalisation mean and standard deviation of each channel
 * @returns the normalised pixels, `[batch, height, width, channels]`
 * @throws RangeError where there are not as many means or deviations as channels, a mean is not finite or a deviation not above 0,
 *   an index is not the place of an image, or the set has not the bytes of its images; TypeError where an option is unknown or missing, or
 *   an argument is of another type
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { digitsNormalisation, loadDigits, normalise } from 'mbib/jobs';
 *
 * const x = tf.tensor4d(normalise(loadDigits(), [3, 4], digitsNormalisation), [2, 8, 8, 1]);
 * ```
 */
export function normalise(
  set: ImageSet,
  indices: ArrayLike<number>,
  normalisation: Normalisation,
): Float32Array {
  assertIndices(set, indices);
  const pixels = set.height * set.width;
  const output = new Float32Array(indices.length * pixels * set.channels);
  const copy = pixelCopier(set, resolveOptions(normalisation, normalisationOptions, 'normalisation'), output);
  for (let i = 0; i < indices.length; i++) copy(indices[i]! * pixels, i * pixels, pixels, 1);
  return output;
}

/**
 * Copies neighbouring pixels, normalised.
 *
 * @param from the first pixel to read, counted in the whole set
 * @param to where to write it, counted in the whole output
 * @param pixels how many
 * @param step 1 to write from left to right, −1 to write from right to left, which mirrors them
 */
export type PixelCopier = (from: number, to: number, pixels: number, step: 1 | -1) => void;

/** A function that copies pixels of a set into `output`, normalised. */
export function pixelCopier(
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

/**
 * The normalised value of every byte in every channel, `[256, channels]`. To look them up is faster than to compute them for each
 * pixel.
 */
export function normalisedBytes(channels: number, { mean, std }: Normalisation): Float32Array {
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
