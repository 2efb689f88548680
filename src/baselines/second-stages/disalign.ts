import * as tf from '@tensorflow/tfjs-core';
import { assertClassCounts, assertFinite, type ClassCounts } from '../../checks';
import { resolveOptions } from '../../options';
import { batchOperation } from '../composed/batch-operation';
import { crossEntropyLoss } from '../losses/cross-entropy-loss';
import { disAlignWeights } from '../weights/disalign-weights';
import { linear } from './linear';
import { assertClassifier, assertInput, type LinearClassifier, type SecondStage } from './second-stage';
import { variable } from './variable';

/** Options of {@link disAlign}. */
export interface DisAlignOptions {
  /** Exponent of the class weights ({@link disAlignWeights}). Default 1.2. */
  rho?: number;
}

const disAlignOptions = { rho: { check: assertFinite, default: 1.2 } } as const;

/**
 * DisAlign: the classifier of the first stage stays, and its logits are calibrated, `l'_k = l_k + σ · (α_k · l_k + β_k)` with the confidence
 * `σ = sigmoid(w · h + c)` of the features h. Trained are α (1 at first), β (0 at first), w and c, by cross entropy with the weights
 * {@link disAlignWeights} on uniform samples. The weights w are 0.1 at first, c is 0. The result is no linear classifier.
 *
 * @param classifier the finished classifier; its tensors are copied
 * @param samplesPerClass number of training samples of each class in label order, length K, positive
 * @param options exponent of the class weights
 * @throws RangeError where a shape, a count or an option does not fit; TypeError where an option is unknown or of another type
 * @see Zhang et al. 2021, Distribution Alignment: A Unified Framework for Long-tail Visual Recognition, and its code
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { disAlign } from 'mbib/baselines';
 * const stage = disAlign({ kernel: tf.randomNormal([8, 3]), bias: tf.zeros([3]) }, [100, 10, 1]);
 * const labels = tf.tensor1d([0, 2], 'int32');
 * const features = tf.randomNormal([2, 8]);
 * tf.train.sgd(0.1).minimize(() => stage.loss(labels, features));
 * ```
 */
export function disAlign(
  classifier: LinearClassifier,
  samplesPerClass: ClassCounts,
  options?: DisAlignOptions,
): SecondStage {
  const { rho } = resolveOptions(options, disAlignOptions);
  assertClassifier(classifier);
  const [width, classes] = classifier.kernel.shape as [number, number];
  assertClassCounts(samplesPerClass, classes);
  const classWeights = disAlignWeights(samplesPerClass, rho);
  const kernel = tf.keep(classifier.kernel.clone());
  const bias = classifier.bias && tf.keep(classifier.bias.clone());
  const confidence = variable(tf.fill([width, 1], 0.1));
  const offset = variable(tf.zeros([1]));
  const alpha = variable(tf.ones([classes]));
  const beta = variable(tf.zeros([classes]));
  const variables = { alpha, beta, confidence, offset };
  const logits = (features: tf.Tensor) => {
    assertInput({ variables, width }, features);
    return tf.tidy(() =>
      aligned(linear(features, kernel, bias), linear(features, confidence, offset), alpha, beta),
    );
  };
  return {
    variables,
    width,
    classes,
    logits,
    loss: (labels, features) => tf.tidy(() => crossEntropyLoss(labels, logits(features), { classWeights })),
    classifier: () => undefined,
    dispose: () => tf.dispose([alpha, beta, confidence, offset, kernel, ...(bias ? [bias] : [])]),
  };
}

/**
 * `l + σ · (α · l + β)` with `σ = sigmoid(s)`. The derivative by s is `σ · (1 − σ) · Σ_k upstream_k · (α_k · l_k + β_k)`.
 *
 * @param scores l, `[batch, classes]`
 * @param confidence s, `[batch, 1]`
 */
function aligned(
  scores: tf.Tensor2D,
  confidence: tf.Tensor2D,
  alpha: tf.Tensor,
  beta: tf.Tensor,
): tf.Tensor2D {
  return batchOperation([confidence, alpha, beta], scores.shape, ([s, a, b]) => {
    const sigma = tf.sigmoid(s!);
    const change = tf.add(tf.mul(scores, a!), b!);
    return {
      value: tf.add(scores, tf.mul(sigma, change)),
      saved: [sigma, change, scores],
      gradient(upstream, [sigma, change, scores]) {
        const weighed = tf.mul(upstream, sigma!);
        const slope = tf.mul(sigma!, tf.sub(1, sigma!));
        return [
          tf.mul(slope, tf.sum(tf.mul(upstream, change!), 1, true)),
          tf.sum(tf.mul(weighed, scores!), 0),
          tf.sum(weighed, 0),
        ];
      },
    };
  });
}
