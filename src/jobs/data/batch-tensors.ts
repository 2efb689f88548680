import * as tf from '@tensorflow/tfjs-core';
import type { Batch, ImageBatches } from './batch-source';

/**
 * The images of a batch as a tensor `[size, height, width, channels]`, which the caller frees.
 *
 * @example
 * ```ts
 * const images = imagesOf(source, batch);
 * ```
 */
export function imagesOf({ imageShape }: ImageBatches, { indices, pixels }: Batch): tf.Tensor4D {
  return tf.tensor4d(pixels, [indices.length, ...imageShape]);
}

/** The class ids of a batch, `[size]`. */
export function labelsOf({ labels }: ImageBatches, { indices }: Batch): Int32Array {
  return indices.map((index) => labels[index]!);
}
