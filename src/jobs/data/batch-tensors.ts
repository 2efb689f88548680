import * as tf from '@tensorflow/tfjs-core';
import type { Batch, ImageBatches } from './batch-source';

/**
 * The images of a batch as a tensor `[size, height, width, channels]`, or its features, `[size, width]`, which the caller frees.
 *
 * @example
 * ```ts
 * import { batchesInOrder, digitsNormalisation, imagesOf, loadDigits, plainBatches } from 'mbib/jobs';
 *
 * const source = plainBatches(loadDigits(), digitsNormalisation);
 * for await (const batch of batchesInOrder(source, 1000)) {
 *   const images = imagesOf(source, batch);
 *   console.log(images.shape); // [1000, 8, 8, 1], then [797, 8, 8, 1]
 *   images.dispose();
 * }
 * ```
 */
export function imagesOf(
  { imageShape }: Pick<ImageBatches, 'imageShape'>,
  { indices, pixels }: Batch,
): tf.Tensor {
  return tf.tensor(pixels, [indices.length, ...imageShape]);
}

/** The class ids of a batch, `[size]`. */
export function labelsOf({ labels }: ImageBatches, { indices }: Batch): Int32Array {
  return indices.map((index) => labels[index]!);
}
