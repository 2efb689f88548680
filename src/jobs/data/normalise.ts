import type { ImageSet } from './image-set';
import type { Normalisation } from './normalisations';

/**
 * Normalised images: `(pixel / 255 − mean) / std`.
 *
 * @param set where the images come from
 * @param indices `[batch]`, which images
 * @param normalisation one mean and one standard deviation a channel
 * @returns `[batch, height, width, channels]`
 * @throws RangeError where the numbers of channels differ, a figure is not finite or a standard deviation not positive
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
  const copy = pixelCopier(set, normalisation, output);
  for (let i = 0; i < indices.length; i++) copy(indices[i]! * pixels, i * pixels, pixels, 1);
  return output;
}

/** Copies a run of pixels, normalised; `step` is −1 to write them from right to left. Places count pixels. */
export type PixelCopier = (from: number, to: number, pixels: number, step: 1 | -1) => void;

/** Copies pixels of a set to an output, normalised. */
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

/** `[256, channels]`: what each byte of each channel becomes. */
export function normalisedBytes(channels: number, { mean, std }: Normalisation): Float32Array {
  if (mean.length !== channels || std.length !== channels) {
    throw new RangeError(`mean and std must have ${channels} channels, got ${mean.length} and ${std.length}`);
  }
  for (let c = 0; c < channels; c++) {
    if (!Number.isFinite(mean[c]) || !(std[c]! > 0)) {
      throw new RangeError(
        `mean must be finite and std positive, got ${mean[c]} and ${std[c]} for channel ${c}`,
      );
    }
  }
  const table = new Float32Array(256 * channels);
  for (let i = 0; i < table.length; i++) {
    const c = i % channels;
    table[i] = (Math.floor(i / channels) / 255 - mean[c]!) / std[c]!;
  }
  return table;
}
