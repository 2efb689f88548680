import * as tf from '@tensorflow/tfjs-core';

/** What a training step is computed from. It is cut into parts by {@link partOfBatch} alone. */
export interface StepBatch {
  /** Normalised pixels or features, one image after the other, `[size, ...imageShape]`. */
  pixels: Float32Array;
  /** Shape of an image, `[height, width, channels]`; of features that were computed before, `[width]`. */
  imageShape: readonly number[];
  /** Class ids, `[size]`. */
  labels: Int32Array;
  /** The share of the training's epochs that are done. */
  progress: number;
}

/** Some of the images of a batch: from number `start` on, up to but without number `end`. They share its memory. */
export function partOfBatch({ pixels, labels, ...batch }: StepBatch, start: number, end: number): StepBatch {
  const length = pixels.length / labels.length;
  return {
    ...batch,
    pixels: pixels.subarray(start * length, end * length),
    labels: labels.subarray(start, end),
  };
}

/**
 * Cuts a batch into parts that are as equal as can be, because batch normalisation normalises within each.
 *
 * @param parts how many; there are fewer where a part would have only one image, of which batch normalisation knows no variance
 *
 * @example
 * ```ts
 * partsOfBatch(batch, 3).map(({ labels }) => labels.length); // [42, 43, 43] of 128 images
 * ```
 */
export function partsOfBatch(batch: StepBatch, parts: number): StepBatch[] {
  const size = batch.labels.length;
  const count = Math.max(1, Math.min(parts, Math.floor(size / 2)));
  const bound = (part: number) => Math.floor((part * size) / count);
  return Array.from({ length: count }, (_, part) => partOfBatch(batch, bound(part), bound(part + 1)));
}

/** The images of a batch as a tensor `[size, ...imageShape]`, which the caller frees. */
export function tensorOfImages({ pixels, imageShape, labels }: StepBatch): tf.Tensor {
  return tf.tensor(pixels, [labels.length, ...imageShape]);
}
