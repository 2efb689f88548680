import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Batch, ImageBatches } from '../data/batch-source';
import { imagesOf, labelsOf } from '../data/batch-tensors';
import { batchesInOrder } from '../data/batches-in-order';
import { nextTurn } from './next-turn';
import type { Replicas } from './replicas/replicas';

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
 * @param replicas copies of the classifier, where there are any: each computes whole batches, so that the predictions are the same
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
  replicas?: Replicas,
): Promise<Predictions | undefined> {
  const predict = replicas?.predictor();
  const labels: number[] = [];
  const predicted: Promise<Int32Array>[] = [];
  for await (const batch of batchesInOrder(source, batchSize)) {
    if (batch.indices.length > 0) {
      for (const label of labelsOf(source, batch)) labels.push(label);
      const predictions = predict ? predict(source, batch) : predictBatch(classifier, source, batch);
      // It is awaited at the end. Where the evaluation ends before, nobody asks for it.
      predictions.catch(() => {});
      predicted.push(predictions);
      if (!predict) await predictions;
    }
    // Reading from wasm and cpu never yields; signals are heard between two turns of the event loop.
    await nextTurn();
    if (stop()) return undefined;
  }
  const predictions = (await Promise.all(predicted)).flatMap((classes) => Array.from(classes));
  return { labels: Int32Array.from(labels), predictions: Int32Array.from(predictions) };
}

/** The classes of one batch, `[size]`. The pixels have been read when the call returns. */
export async function predictBatch(
  classifier: LayersModel,
  source: Pick<ImageBatches, 'imageShape'>,
  batch: Batch,
): Promise<Int32Array> {
  const predicted = tf.tidy(() =>
    tf.argMax(classifier.predictOnBatch(imagesOf(source, batch)) as tf.Tensor2D, -1),
  );
  const classes = (await predicted.data<'int32'>()).slice();
  predicted.dispose();
  return classes;
}
