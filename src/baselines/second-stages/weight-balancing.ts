import * as tf from '@tensorflow/tfjs-core';
import { assertBelowOne, assertClassCounts, assertShare, type ClassCounts } from '../../checks';
import { resolveOptions } from '../../options';
import { weightBalancingLoss } from '../losses/weight-balancing-loss';
import { classBalancedWeights } from '../weights/class-balanced-weights';
import { linear } from './linear';
import { maxNormProjected, maxNormRadius } from './max-norm';
import {
  assertClassifier,
  assertInput,
  assertStage,
  type LinearClassifier,
  type SecondStage,
} from './second-stage';
import { variable } from './variable';

/** Options of {@link weightBalancing}. */
export interface WeightBalancingOptions {
  /** Where MaxNorm's radius lies between the smallest and the largest length of the first weights, in 0..1. Default 0.1. */
  threshold?: number;
  /** β of the class-balanced weights, at least 0 and below 1. Default 0.9999. */
  beta?: number;
}

const weightBalancingOptions = {
  threshold: { check: assertShare, default: 0.1 },
  beta: { check: assertBelowOne, default: 0.9999 },
} as const;

/**
 * The second stage of weight balancing: the classifier of the first stage is trained on by {@link weightBalancingLoss} with
 * {@link classBalancedWeights} and a strong weight decay (0.1), and after each step the weights of a class that are longer than
 * {@link maxNormRadius} of the first weights are shortened to it (MaxNorm). Biases are free.
 *
 * @param classifier the finished classifier; its tensors are copied
 * @param samplesPerClass number of training samples of each class in label order, length K, positive
 * @param options threshold of the radius, and β of the class weights
 * @throws RangeError where a shape, a count or an option does not fit; TypeError where an option is unknown or of another type
 * @see Alshammari et al. 2022, Long-Tailed Recognition via Weight Balancing, and its code
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { secondStageTraining, weightBalancing } from 'mbib/baselines';
 * const stage = weightBalancing({ kernel: tf.randomNormal([8, 2]), bias: tf.zeros([2]) }, [3, 1]);
 * const recipe = { epochs: 2, batchSize: 4, learningRate: 0.01, weightDecay: 0.1 };
 * await secondStageTraining(stage, tf.randomNormal([4, 8]), [0, 0, 0, 1], recipe).run();
 * ```
 */
export function weightBalancing(
  classifier: LinearClassifier,
  samplesPerClass: ClassCounts,
  options?: WeightBalancingOptions,
): SecondStage {
  const { threshold, beta } = resolveOptions(options, weightBalancingOptions);
  assertClassifier(classifier);
  const [width, classes] = classifier.kernel.shape as [number, number];
  assertClassCounts(samplesPerClass, classes);
  const classWeights = classBalancedWeights(samplesPerClass, beta);
  const radius = tf.keep(maxNormRadius(classifier.kernel, threshold));
  const kernel = variable(classifier.kernel.clone());
  const bias = classifier.bias && variable(classifier.bias.clone());
  const variables: SecondStage['variables'] = bias ? { kernel, bias } : { kernel };
  const logits = (features: tf.Tensor) => {
    assertInput({ variables, width }, features);
    return linear(features, kernel, bias);
  };
  return {
    variables,
    width,
    classes,
    logits,
    loss: (labels, features) =>
      tf.tidy(() => weightBalancingLoss(labels, logits(features), { classWeights })),
    afterStep: () => tf.tidy(() => kernel.assign(maxNormProjected(kernel, radius))),
    classifier() {
      assertStage({ variables });
      return { kernel: kernel.clone(), bias: bias?.clone() };
    },
    dispose: () => tf.dispose([kernel, radius, ...(bias ? [bias] : [])]),
  };
}
