import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { ImageBatches } from '../../../data/batch-source';
import { imagesOf, labelsOf } from '../../../data/batch-tensors';
import { batchesInOrder } from '../../../data/batches-in-order';
import { nextTurn } from '../../../loop/next-turn';

/** Features of the images of a source that could be read, with their labels. */
export interface SourceFeatures {
  /** `[images, width]`. */
  values: Float32Array;
  width: number;
  /** The class id of each. */
  labels: Int32Array;
  /** The same features as batches, under the numbers that their images have in the source; those that could not be read are left out. */
  source: ImageBatches;
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
  const images = new Int32Array(plain.labels.length);
  let done = 0;
  for await (const batch of batchesInOrder(plain, batchSize)) {
    if (batch.indices.length > 0) {
      const features = tf.tidy(() => model.predictOnBatch(imagesOf(plain, batch)) as tf.Tensor2D);
      values.set(await features.data<'float32'>(), done * width);
      features.dispose();
      labels.set(labelsOf(plain, batch), done);
      images.set(batch.indices, done);
      done += batch.indices.length;
    }
    // Reading from wasm and cpu never yields; signals are heard between two turns of the event loop.
    await nextTurn();
    onBatch(done);
  }
  const read = { values: values.subarray(0, done * width), width, labels: labels.subarray(0, done) };
  return { ...read, source: batchesOfFeatures(read, images.subarray(0, done), plain) };
}

/** Features in place of the images of a source. */
function batchesOfFeatures(
  { values, width }: Pick<SourceFeatures, 'values' | 'width'>,
  images: Int32Array,
  { labels, classes, classNames, skipped }: ImageBatches,
): ImageBatches {
  const rows = new Map(Array.from(images, (image, row) => [image, row]));
  return {
    ...{ labels, classes, classNames, imageShape: [width], skipped },
    async *batches(order) {
      for (const asked of order) {
        const indices = asked.filter((image) => rows.has(image));
        const pixels = new Float32Array(indices.length * width);
        for (const [i, image] of indices.entries()) {
          const row = rows.get(image)!;
          pixels.set(values.subarray(row * width, (row + 1) * width), i * width);
        }
        yield { indices, pixels };
      }
    },
  };
}

/** Features of none of the images of a source. */
export function noFeatures(source: ImageBatches, width: number): SourceFeatures {
  const none = { values: new Float32Array(), width, labels: new Int32Array() };
  return { ...none, source: batchesOfFeatures(none, new Int32Array(), source) };
}
