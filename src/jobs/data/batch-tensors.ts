import * as tf from '@tensorflow/tfjs-core';
import type { Batch, ImageBatches } from './batch-source';

/** A batch's images, `[size, height, width, channels]`. */
export function imagesOf({ imageShape }: ImageBatches, { indices, pixels }: Batch): tf.Tensor4D {
  return tf.tensor4d(pixels, [indices.length, ...imageShape]);
}

/** A batch's labels, `[size]`. */
export function labelsOf({ labels }: ImageBatches, { indices }: Batch): Int32Array {
  return indices.map((index) => labels[index]!);
}
