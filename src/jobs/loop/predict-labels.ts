import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Batch, ImageBatches } from '../data/batch-source';
import { imagesOf, labelsOf } from '../data/batch-tensors';
import { overBatches } from './over-batches';
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
  const predict = replicas?.predictor() ?? ((from, batch) => predictBatch(classifier, from, batch));
  const compute = async (batch: Batch) => {
    const labels = labelsOf(source, batch);
    return { labels, classes: await predict(source, batch) };
  };
  const together = replicas !== undefined;
  const parts = await overBatches(source, { batchSize, compute, together, stop });
  if (!parts) return undefined;
  return {
    labels: Int32Array.from(parts.flatMap(({ labels }) => Array.from(labels))),
    predictions: Int32Array.from(parts.flatMap(({ classes }) => Array.from(classes))),
  };
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
