import * as tf from '@tensorflow/tfjs-core';
import { type ShotAccuracyOptions, shotAccuracy } from 'mbib';
import type { LinearClassifier } from 'mbib/baselines';
import type { EpochAccuracy } from '../run-state';
import type { SourceFeatures } from './features-of';

/** Features at a time. */
const BATCH = 2048;

/** What the groups of classes go by. */
export interface Grouping {
  samplesPerClass: readonly number[];
  bounds?: ShotAccuracyOptions | undefined;
}

/** The accuracy of a head on features. */
export async function measureFeatures(
  { values, width, labels }: SourceFeatures,
  logits: (features: tf.Tensor2D) => tf.Tensor,
  { samplesPerClass, bounds }: Grouping,
): Promise<Omit<EpochAccuracy, 'epoch'>> {
  const predictions = new Int32Array(labels.length);
  for (let start = 0; start < labels.length; start += BATCH) {
    const end = Math.min(start + BATCH, labels.length);
    const predicted = tf.tidy(() =>
      tf.argMax(logits(tf.tensor2d(values.subarray(start * width, end * width), [end - start, width])), -1),
    );
    predictions.set(await predicted.data<'int32'>(), start);
    predicted.dispose();
  }
  const { perClass, ...accuracy } = await shotAccuracy(labels, predictions, samplesPerClass, bounds);
  return { accuracy, perClass };
}

/** The logits of a linear classifier. */
export function logitsOf({ kernel, bias }: LinearClassifier): (features: tf.Tensor2D) => tf.Tensor {
  return (features) => {
    const product = tf.matMul(features, kernel as tf.Tensor2D);
    return bias ? tf.add(product, bias) : product;
  };
}
