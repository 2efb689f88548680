import * as tf from '@tensorflow/tfjs-core';
import {
  adjustLogits,
  disAlign,
  type LinearClassifier,
  learnableWeightScaling,
  retrainedClassifier,
  type SecondStage,
  tauNormalised,
  weightBalancing,
} from 'mbib/baselines';
import type { FinetuneMethod } from './finetune-options';
import { alignedLogits, type FeatureLogits, linearLogits } from './stage-head';

/** What a second stage is made from. */
export interface StageTask {
  /** The classifier of the first stage. */
  classifier: LinearClassifier;
  /** Training images of each class, in label order. */
  samplesPerClass: readonly number[];
  seed: number;
  /** ρ of DisAlign. */
  rho?: number | undefined;
}

/** A second stage that is trained. */
export function trainedStage(
  method: Exclude<FinetuneMethod, 'tau-norm' | 'logit-adjustment'>,
  { classifier, samplesPerClass, seed, rho }: StageTask,
): SecondStage {
  const [width, classes] = classifier.kernel.shape as [number, number];
  switch (method) {
    case 'crt':
      return retrainedClassifier({ width, classes, seed });
    case 'lws':
      return learnableWeightScaling(classifier);
    case 'disalign':
      return disAlign(classifier, samplesPerClass, rho === undefined ? {} : { rho });
    case 'maxnorm':
      return weightBalancing(classifier, samplesPerClass);
  }
}

/** Puts what a stage has learnt on features, by stock layers. */
export function stageLogits(stage: SecondStage, classifier: LinearClassifier): FeatureLogits {
  return (features) => {
    const linear = stage.classifier();
    if (!linear) return alignedLogits(classifier, stage.variables)(features);
    const logits = linearLogits(linear)(features);
    tf.dispose([linear.kernel, linear.bias ?? []]);
    return logits;
  };
}

/** The classifier of a second stage that is not trained: one that τ makes of that of the first. */
export function postHocClassifier(
  method: 'tau-norm' | 'logit-adjustment',
  { kernel, bias }: LinearClassifier,
  samplesPerClass: readonly number[],
  tau: number,
): LinearClassifier {
  if (method === 'tau-norm') return { kernel: tauNormalised(kernel, tau) };
  // Of logits, the adjustment is one of the biases.
  const biases = tf.tidy(() => {
    const row = bias ? tf.expandDims(bias, 0) : tf.zeros([1, samplesPerClass.length]);
    const adjusted = tf.reshape(adjustLogits(row, samplesPerClass, { tau }), [-1]);
    // wasm's dense layer goes by the shape that a bias was made with: what was reshaped is made anew.
    return tf.add(adjusted, 0);
  });
  return { kernel: kernel.clone(), bias: biases };
}

/** By how much, of the longest, lengths differ that are one but for rounding. */
const ROUNDING = 1e-4;

/**
 * τ-normalisation divides the weights of each class by their length to the power of τ. Where all have one length, as those of a cosine
 * classifier, that changes no prediction.
 *
 * @throws RangeError where the weights of all classes have the same length
 */
export async function assertLengthsDiffer({ kernel }: LinearClassifier): Promise<void> {
  const range = tf.tidy(() => {
    const lengths = tf.sqrt(tf.sum(tf.square(kernel), 0));
    return tf.stack([tf.min(lengths), tf.max(lengths)]);
  });
  const [least, most] = await range.data();
  range.dispose();
  if (most! - least! > ROUNDING * most!) return;
  throw new RangeError(
    'tau-norm would change no prediction: the weights of all classes of this classifier have the same length, as those of a cosine classifier have.',
  );
}
