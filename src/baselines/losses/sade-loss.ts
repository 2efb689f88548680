import * as tf from '@tensorflow/tfjs-core';
import { assertClassCounts, assertWeight, type ClassCounts } from '../../checks';
import { total } from '../../losses/composed/total';
import { resolveOptions } from '../../options';
import { assertBatch } from '../composed/assert-batch';
import { crossEntropy } from '../composed/cross-entropy';
import { labelledBatch } from '../composed/labelled-batch';
import { priorsOf } from '../composed/log-counts';
import { lossOfParts } from '../composed/loss-of-parts';
import { type BaselineLossOptions, baselineLossOptions } from '../composed/loss-options';
import { namedExperts } from '../composed/named-experts';

/** Options of {@link sadeLoss}. */
export interface SadeLossOptions extends BaselineLossOptions {
  /** Strength τ of the third expert's inverse prior, at least 0. Default 2. */
  tau?: number;
}

const sadeLossOptions = { ...baselineLossOptions, tau: { check: assertWeight, default: 2 } } as const;

/** Added to shares before their logarithms are taken, as in the original code. */
const EPSILON = 1e-9;

/**
 * The loss of SADE's three experts, the sum of three cross entropies: the first of `l_1`, which suits the training's distribution; the second
 * of `l_2 + log π`, balanced; the third of `l_3 + log π − τ · log π̄`, where π̄ are the shares in inverse order ({@link sadeInversePrior}). 1e-9
 * is added to shares before their logarithms are taken.
 *
 * @param labels class ids `[batch]` or `[batch, 1]`, or one-hot / soft targets `[batch, K]`
 * @param expertLogits the logits of the three experts, `[batch, K]`, float32
 * @param samplesPerClass number of training samples of each class in label order, length K, positive
 * @param options strength of the inverse prior, class weights and reduction
 * @returns a scalar; with `reduction: 'none'` one loss a sample, `[batch]`
 * @throws RangeError where a shape, a count, a label or an option does not fit; TypeError where an option is unknown or of
 * another type. Both before anything is computed. On a GPU the loss of a sample whose class id is none is NaN instead.
 * @see Zhang et al. 2022, Self-Supervised Aggregation of Diverse Experts for Test-Agnostic Long-Tailed Recognition, and its code
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { sadeLoss } from 'mbib/baselines';
 * const experts = [1, 2, 3].map((seed) => tf.randomNormal([2, 3], 0, 1, 'float32', seed));
 * sadeLoss(tf.tensor1d([0, 2], 'int32'), experts, [100, 10, 1]).print();
 * ```
 */
export function sadeLoss(
  labels: tf.Tensor,
  expertLogits: readonly tf.Tensor[],
  samplesPerClass: ClassCounts,
  options?: SadeLossOptions & { reduction?: 'mean' | 'sum' },
): tf.Scalar;
/** With `reduction: 'none'`: one loss a sample, `[batch]`. */
export function sadeLoss(
  labels: tf.Tensor,
  expertLogits: readonly tf.Tensor[],
  samplesPerClass: ClassCounts,
  options: SadeLossOptions,
): tf.Tensor;
export function sadeLoss(
  labels: tf.Tensor,
  expertLogits: readonly tf.Tensor[],
  samplesPerClass: ClassCounts,
  options?: SadeLossOptions,
): tf.Tensor {
  const { tau, ...resolved } = resolveOptions(options, sadeLossOptions);
  assertClassCounts(samplesPerClass);
  assertBatch(labels, namedExperts(expertLogits, 3), resolved, samplesPerClass);
  return lossOfParts([...expertLogits], resolved.reduction, (experts) => {
    const logPrior = priorsOf(samplesPerClass).map((share) => Math.log(share + EPSILON));
    const inverse = sadeInversePrior(samplesPerClass);
    const third = logPrior.map((log, k) => log - tau * Math.log(inverse[k]! + EPSILON));
    const shifts = [undefined, tf.tensor1d(logPrior), tf.tensor1d(third)];
    const batch = labelledBatch(labels, samplesPerClass.length, resolved);
    const own = experts.map((x, i) => crossEntropy(x, batch, shifts[i]));
    return { losses: total(own.map(({ losses }) => losses)), gradients: () => own.map((x) => x.gradient()) };
  });
}

/**
 * The classes' shares of the training samples in inverse order: the most frequent class gets the share of the rarest, and so on. Among
 * classes of the same count the first one is the rarer.
 *
 * @param samplesPerClass number of training samples of each class in label order, length K, positive
 * @returns K shares, which sum to 1
 * @throws RangeError where a count does not fit; TypeError where one is no number
 * @see Zhang et al. 2022, Self-Supervised Aggregation of Diverse Experts, the code's inverse prior
 *
 * @example
 * ```ts
 * import { sadeInversePrior } from 'mbib/baselines';
 * sadeInversePrior([70, 20, 10]); // [0.1, 0.2, 0.7]
 * ```
 */
export function sadeInversePrior(samplesPerClass: ClassCounts): number[] {
  assertClassCounts(samplesPerClass);
  const prior = priorsOf(samplesPerClass);
  const order = [...prior.keys()].sort((a, b) => prior[a]! - prior[b]!);
  const inverse = [...prior];
  order.forEach((k, rank) => {
    inverse[k] = prior[order[order.length - 1 - rank]!]!;
  });
  return inverse;
}
