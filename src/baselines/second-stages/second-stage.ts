import type * as tf from '@tensorflow/tfjs-core';
import { assertInUse, type Check, reject } from '../../checks';
import { assertTensor } from '../../losses/assert-tensor';
import { resolveOptions } from '../../options';
import { assertKernel } from './kernels';

/** A linear classifier: `features · kernel + bias`. */
export interface LinearClassifier {
  /** `[width, K]`, float32, as `tf.layers.dense` has it. */
  kernel: tf.Tensor;
  /** `[K]`, float32. Left out, there is none. */
  bias?: tf.Tensor | undefined;
}

/**
 * A second stage: what is trained on the features of a finished net, whose body stays as it is. No gradient goes into the features, so that
 * nothing in front of the stage learns by its loss.
 */
export interface SecondStage {
  /** What is trained, each variable by its name in a saved state. */
  readonly variables: Readonly<Record<string, tf.Variable>>;
  /** Length of the features. */
  readonly width: number;
  /** Number of classes K. */
  readonly classes: number;
  /**
   * The logits of features.
   *
   * @param features `[batch, width]`, float32
   * @returns `[batch, K]`
   * @throws RangeError where the features do not fit, or the stage has been disposed; TypeError where they are no tensor
   */
  logits(features: tf.Tensor): tf.Tensor2D;
  /**
   * The loss of a batch, a scalar.
   *
   * @param labels class ids `[batch]` or `[batch, 1]`, or targets `[batch, K]`
   * @param features `[batch, width]`, float32
   */
  loss(labels: tf.Tensor, features: tf.Tensor): tf.Scalar;
  /** What is done after each step of the optimizer, where there is something. */
  afterStep?(): void;
  /** The trained classifier as a linear one, new tensors; undefined where it is none. */
  classifier(): LinearClassifier | undefined;
  /** Frees the variables and what the stage keeps. */
  dispose(): void;
}

const classifierParts = {
  kernel: { check: assertKernel },
  bias: { check: assertTensor as Check<tf.Tensor>, default: undefined },
} as const;

/** Throws unless this is a linear classifier. */
export function assertClassifier(classifier: LinearClassifier): void {
  const { kernel, bias } = resolveOptions(classifier ?? null, classifierParts, 'classifier');
  if (bias === undefined) return;
  if (bias.dtype !== 'float32' || bias.rank !== 1 || bias.size !== kernel.shape[1]) {
    reject('classifier.bias', `be float32 [${kernel.shape[1]}]`, `${bias.dtype} [${bias.shape}]`);
  }
}

/** Throws where a second stage has been disposed. */
export function assertStage({ variables }: Pick<SecondStage, 'variables'>): void {
  for (const [name, variable] of Object.entries(variables)) assertInUse(`stage.variables.${name}`, variable);
}

/** Throws where a second stage has been disposed, and unless these are features of its width. */
export function assertInput(
  stage: Pick<SecondStage, 'variables' | 'width'>,
  features: tf.Tensor,
): asserts features is tf.Tensor2D {
  assertStage(stage);
  const { width } = stage;
  assertTensor('features', features);
  const { dtype, shape } = features;
  if (dtype !== 'float32' || shape.length !== 2 || shape[1] !== width) {
    reject('features', `be float32 [batch, ${width}]`, `${dtype} [${shape}]`);
  }
}
