import * as tf from '@tensorflow/tfjs-core';
import { crossEntropyLoss } from '../losses/cross-entropy-loss';
import { linear, scaled } from './linear';
import {
  assertClassifier,
  assertInput,
  assertStage,
  type LinearClassifier,
  type SecondStage,
} from './second-stage';
import { variable } from './variable';

/**
 * LWS: the classifier of the first stage stays, weights and biases, and a scale for each class is trained that multiplies the whole logit,
 * by cross entropy on class-balanced samples ({@link classAwareSampler}). The scales are 1 at first.
 *
 * @param classifier the finished classifier; its tensors are copied
 * @throws RangeError where a shape does not fit; TypeError where a tensor is none
 * @see Kang et al. 2020, Decoupling Representation and Classifier for Long-Tailed Recognition, learnable weight scaling; the biases as in its code
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { learnableWeightScaling } from 'mbib/baselines';
 * const stage = learnableWeightScaling({ kernel: tf.randomNormal([8, 3]), bias: tf.zeros([3]) });
 * const labels = tf.tensor1d([0, 2], 'int32');
 * const features = tf.randomNormal([2, 8]);
 * tf.train.sgd(0.1).minimize(() => stage.loss(labels, features));
 * ```
 */
export function learnableWeightScaling(classifier: LinearClassifier): SecondStage {
  assertClassifier(classifier);
  const [width, classes] = classifier.kernel.shape as [number, number];
  const kernel = tf.keep(classifier.kernel.clone());
  const bias = classifier.bias && tf.keep(classifier.bias.clone());
  const scales = variable(tf.ones([classes]));
  const variables = { scales };
  const logits = (features: tf.Tensor) => {
    assertInput({ variables, width }, features);
    return tf.tidy(() => scaled(linear(features, kernel, bias), scales));
  };
  return {
    variables,
    width,
    classes,
    logits,
    loss: (labels, features) => tf.tidy(() => crossEntropyLoss(labels, logits(features))),
    classifier() {
      assertStage({ variables });
      return { kernel: tf.mul(kernel, scales), bias: bias && tf.mul(bias, scales) };
    },
    dispose: () => tf.dispose([scales, kernel, ...(bias ? [bias] : [])]),
  };
}
