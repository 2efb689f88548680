import * as tf from '@tensorflow/tfjs-core';
import { assertSeed, sizeFrom } from '../../checks';
import { resolveOptions } from '../../options';
import { random, randomBits } from '../../random-bits';
import { crossEntropyLoss } from '../losses/cross-entropy-loss';
import { linear } from './linear';
import { assertInput, assertStage, type SecondStage } from './second-stage';
import { variable } from './variable';

/** Options of {@link retrainedClassifier}. */
export interface RetrainedClassifierOptions {
  /** Length of the features, at least 1. */
  width: number;
  /** Number of classes K, at least 1. */
  classes: number;
  /** The seed of the first weights, a whole number in 0..2³²−1. Default 0. */
  seed?: number;
}

const retrainedClassifierOptions = {
  width: { check: /* @__PURE__ */ sizeFrom(1) },
  classes: { check: /* @__PURE__ */ sizeFrom(1) },
  seed: { check: assertSeed, default: 0 },
} as const;

/**
 * cRT: a new linear classifier, trained from random weights by cross entropy on class-balanced samples ({@link classAwareSampler}). The first
 * weights and biases are uniform in ±1/√width, as PyTorch's.
 *
 * @param options width, number of classes and seed
 * @throws RangeError where an option does not fit; TypeError where one is unknown, missing or of another type
 * @see Kang et al. 2020, Decoupling Representation and Classifier for Long-Tailed Recognition, classifier re-training
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { classAwareSampler, retrainedClassifier, secondStageTraining } from 'mbib/baselines';
 * const labels = [0, 0, 0, 1];
 * const stage = retrainedClassifier({ width: 8, classes: 2 });
 * const sampler = classAwareSampler(labels);
 * const training = secondStageTraining(stage, tf.randomNormal([4, 8]), labels, { epochs: 2, batchSize: 4, sampler });
 * await training.run();
 * ```
 */
export function retrainedClassifier(options: RetrainedClassifierOptions): SecondStage {
  const { width, classes, seed } = resolveOptions(options, retrainedClassifierOptions);
  const bits = randomBits(seed);
  const bound = 1 / Math.sqrt(width);
  const uniform = (length: number) => Float32Array.from({ length }, () => bound * (2 * random(bits) - 1));
  const kernel = variable(tf.tensor2d(uniform(width * classes), [width, classes]));
  const bias = variable(tf.tensor1d(uniform(classes)));
  const variables = { kernel, bias };
  const logits = (features: tf.Tensor) => {
    assertInput({ variables, width }, features);
    return linear(features, kernel, bias);
  };
  return {
    variables,
    width,
    classes,
    logits,
    loss: (labels, features) => tf.tidy(() => crossEntropyLoss(labels, logits(features))),
    classifier() {
      assertStage({ variables });
      return { kernel: kernel.clone(), bias: bias.clone() };
    },
    dispose: () => tf.dispose([kernel, bias]),
  };
}
