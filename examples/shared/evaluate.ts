import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Normalisation, normalise } from './augment';
import type { ImageSet } from './image-set';

const BATCH_SIZE = 250;

/**
 * The class that a classifier predicts for each image. Batch norm uses its running statistics and changes none.
 *
 * @param stop asked between batches; where it says true the evaluation ends without a result
 * @returns `[images]` labels, or undefined where it was stopped
 *
 * @example
 * ```ts
 * const predictions = await predictLabels(net.classifier, test, cifarNormalisation);
 * ```
 */
export async function predictLabels(
  classifier: LayersModel,
  set: ImageSet,
  normalisation: Normalisation,
  stop: () => boolean = () => false,
): Promise<Int32Array | undefined> {
  const count = set.labels.length;
  const predictions = new Int32Array(count);
  for (let start = 0; start < count; start += BATCH_SIZE) {
    const size = Math.min(BATCH_SIZE, count - start);
    const indices = Int32Array.from({ length: size }, (_, i) => start + i);
    const labels = tf.tidy(() => {
      const images = tf.tensor4d(normalise(set, indices, normalisation), [
        size,
        set.height,
        set.width,
        set.channels,
      ]);
      return tf.argMax(classifier.predictOnBatch(images) as tf.Tensor2D, -1);
    });
    predictions.set(await labels.data<'int32'>(), start);
    labels.dispose();
    // Reading from wasm and cpu never yields; signals are heard between two turns of the event loop.
    await new Promise(setImmediate);
    if (stop()) return undefined;
  }
  return predictions;
}
