import * as tf from '@tensorflow/tfjs-core';
import {
  assertClassCounts,
  assertPositiveFloat,
  assertWeight,
  type ClassCounts,
  isList,
  reject,
  rejectType,
  show,
} from '../../checks';
import { resolveOptions } from '../../options';
import { assertSameLogits } from '../composed/assert-batch';
import { logCounts } from '../composed/log-counts';

/** Options of {@link adjustLogits}. */
export interface AdjustLogitsOptions {
  /** Strength of the adjustment τ, at least 0. It can be chosen on validation images. Default 1. */
  tau?: number;
}

const adjustLogitsOptions = { tau: { check: assertWeight, default: 1 } } as const;

/**
 * Post-hoc logit adjustment: `logits − τ · log π`, for a net that was trained by cross entropy on data with the class shares π. The
 * adjusted logits' argmax is the prediction. They are those of the paper but for one constant, `τ · log max π`.
 *
 * @param logits `[batch, K]`, float32
 * @param samplesPerClass number of training samples of each class in label order, length K, positive
 * @returns adjusted logits `[batch, K]`
 * @throws RangeError where the shape, a count or τ does not fit; TypeError where an option is unknown or of another type
 * @see Menon et al. 2021, Long-Tail Learning via Logit Adjustment, Eq. 9
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { adjustLogits } from 'mbib/baselines';
 * const logits = tf.tensor2d([[2, 1, 0]]);
 * adjustLogits(logits, [100, 10, 1]).argMax(1).print(); // [2]
 * ```
 */
export function adjustLogits(
  logits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options?: AdjustLogitsOptions,
): tf.Tensor2D {
  const { tau } = resolveOptions(options, adjustLogitsOptions);
  assertClassCounts(samplesPerClass);
  assertSameLogits({ logits }, samplesPerClass);
  return tf.tidy(() => tf.sub(logits as tf.Tensor2D, logCounts(samplesPerClass, tau)));
}

/**
 * `logits + log prior`: what a net that was trained towards balanced classes, as by {@link ladeLoss} or {@link logitAdjustedLoss},
 * predicts where the classes have these shares. LADE calls it the post-compensated softmax.
 *
 * @param logits `[batch, K]`, float32
 * @param prior the classes' shares of the images to be classified, length K, at least 1.2e-38; their sum does not matter
 * @returns logits `[batch, K]`
 * @throws RangeError where the shape or a share does not fit; TypeError where `prior` is no list of numbers
 * @see Hong et al. 2021, Disentangling Label Distribution for Long-tailed Visual Recognition (LADE)
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { logitsForPrior } from 'mbib/baselines';
 * logitsForPrior(tf.tensor2d([[0, 0, 1]]), [0.8, 0.1, 0.1]).argMax(1).print(); // [0]
 * ```
 */
export function logitsForPrior(logits: tf.Tensor, prior: ArrayLike<number>): tf.Tensor2D {
  if (!isList(prior)) rejectType('prior', 'hold one share for each class, in an array', show(prior));
  if (prior.length === 0) reject('prior', 'hold one share for each class', show(prior));
  for (let k = 0; k < prior.length; k++) assertPositiveFloat(`prior[${k}]`, prior[k]!);
  assertSameLogits({ logits }, prior);
  return tf.tidy(() => tf.add(logits as tf.Tensor2D, logCounts(prior)));
}
