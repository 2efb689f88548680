import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { ImageBatches } from '../data/batch-source';
import { imagesOf, labelsOf } from '../data/batch-tensors';
import { batchesInOrder } from '../data/batches-in-order';
import { nextTurn } from './next-turn';

/** What a classifier makes of the samples that could be read, in their order. */
export interface Predictions {
  labels: Int32Array;
  predictions: Int32Array;
}

/**
 * The class that a classifier predicts for each image. Batch norm uses its running statistics and changes none.
 *
 * @param batchSize images at a time
 * @param stop asked between batches; where it says true the evaluation ends without a result
 * @returns undefined where it was stopped
 *
 * @example
 * ```ts
 * const { predictions } = (await predictLabels(net.classifier, test, 250))!;
 * ```
 */
export async function predictLabels(
  classifier: LayersModel,
  source: ImageBatches,
  batchSize: number,
  stop: () => boolean = () => false,
): Promise<Predictions | undefined> {
  const labels: number[] = [];
  const predictions: number[] = [];
  for await (const batch of batchesInOrder(source, batchSize)) {
    if (batch.indices.length > 0) {
      const predicted = tf.tidy(() =>
        tf.argMax(classifier.predictOnBatch(imagesOf(source, batch)) as tf.Tensor2D, -1),
      );
      for (const label of labelsOf(source, batch)) labels.push(label);
      for (const prediction of await predicted.data<'int32'>()) predictions.push(prediction);
      predicted.dispose();
    }
    // Reading from wasm and cpu never yields; signals are heard between two turns of the event loop.
    await nextTurn();
    if (stop()) return undefined;
  }
  return { labels: Int32Array.from(labels), predictions: Int32Array.from(predictions) };
}
