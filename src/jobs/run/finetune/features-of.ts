import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { ImageBatches } from '../../data/batch-source';
import { imagesOf, labelsOf } from '../../data/batch-tensors';
import { batchesInOrder } from '../../data/batches-in-order';
import { nextTurn } from '../../loop/next-turn';

/** Features of the images of a source that could be read, with their labels. */
export interface SourceFeatures {
  /** `[images, width]`. */
  values: Float32Array;
  width: number;
  /** The class id of each. */
  labels: Int32Array;
}

/** The images of a source whose features are computed: without augmentation, each once. */
export function plainOf(source: ImageBatches): ImageBatches {
  return source.plain?.() ?? source;
}

/**
 * Computes the features of every distinct image of a source once, as in `predict`.
 *
 * @param model images to features `[batch, width]`
 * @param source its images are taken as they are, without augmentation, and each once where the source repeats them
 * @param batchSize images at a time
 * @param onBatch called after each batch with the number of images that are done; what it throws ends the computation
 * @throws Error where the source augments its images and has no `plain`
 *
 * @example
 * ```ts
 * const { values, labels } = await featuresOf(tail.features, recipe.test, 250, () => {});
 * ```
 */
export async function featuresOf(
  model: LayersModel,
  source: ImageBatches,
  batchSize: number,
  onBatch: (done: number) => void,
): Promise<SourceFeatures> {
  const plain = plainOf(source);
  const width = model.outputs[0]!.shape[1]!;
  const values = new Float32Array(plain.labels.length * width);
  const labels = new Int32Array(plain.labels.length);
  let done = 0;
  for await (const batch of batchesInOrder(plain, batchSize)) {
    if (batch.indices.length > 0) {
      const features = tf.tidy(() => model.predictOnBatch(imagesOf(plain, batch)) as tf.Tensor2D);
      values.set(await features.data<'float32'>(), done * width);
      features.dispose();
      labels.set(labelsOf(plain, batch), done);
      done += batch.indices.length;
    }
    // Reading from wasm and cpu never yields; signals are heard between two turns of the event loop.
    await nextTurn();
    onBatch(done);
  }
  return { values: values.subarray(0, done * width), width, labels: labels.subarray(0, done) };
}
