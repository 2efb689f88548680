import * as tf from '@tensorflow/tfjs-core';
import { assertClassCounts, assertWeight, type ClassCounts } from '../../checks';
import { softmax } from '../../losses/composed/softmax';
import { whereWeighed } from '../../losses/composed/where-weighed';
import { resolveOptions } from '../../options';
import { assertBatch } from '../composed/assert-batch';
import { crossEntropy } from '../composed/cross-entropy';
import { labelledBatch } from '../composed/labelled-batch';
import { priorsOf } from '../composed/log-counts';
import { lossOfParts } from '../composed/loss-of-parts';
import { type BaselineLossOptions, baselineLossOptions } from '../composed/loss-options';

/** Options of {@link ladeRegulariser}. */
export interface LadeRegulariserOptions {
  /** Weight of the squares of the log-partition terms, at least 0. Default 0.01; ImageNet-LT 0.5, iNaturalist 2018 0.1. */
  lambda?: number;
}

/** Options of {@link ladeLoss}. */
export interface LadeLossOptions extends Omit<BaselineLossOptions, 'whole'>, LadeRegulariserOptions {
  /** Weight of the regulariser, at least 0. Default 0.1; ImageNet-LT and iNaturalist 2018 0.05. */
  alpha?: number;
}

const ladeRegulariserOptions = { lambda: { check: assertWeight, default: 0.01 } } as const;
const { classWeights, reduction } = baselineLossOptions;
const ladeLossOptions = {
  classWeights,
  reduction,
  ...ladeRegulariserOptions,
  alpha: { check: assertWeight, default: 0.1 },
} as const;

/** Added to the classes' shares before their logarithms are taken, as in the original code. */
const EPSILON = 1e-9;

/**
 * LADE: the cross entropy of `softmax(logits + log(π + 1e-9))` and `α` times {@link ladeRegulariser}, which disentangles the logits from the
 * class shares π of the training data. The regulariser is one number a batch; with `reduction: 'none'` it is added to each sample's loss.
 * It does not add up over the parts of a batch, so there is no option `whole`.
 *
 * @param labels class ids `[batch]` or `[batch, 1]`, or one-hot / soft targets `[batch, K]`
 * @param logits `[batch, K]`, float32
 * @param samplesPerClass number of training samples of each class in label order, length K, positive
 * @param options weights of the regulariser and of its squares, class weights and reduction
 * @returns a scalar; with `reduction: 'none'` one loss a sample, `[batch]`
 * @throws RangeError where a shape, a count, a label or an option does not fit; TypeError where an option is unknown or of
 * another type. Both before anything is computed. On a GPU the loss of a sample whose class id is none is NaN instead.
 * @see Hong et al. 2021, Disentangling Label Distribution for Long-tailed Visual Recognition
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { ladeLoss } from 'mbib/baselines';
 * const logits = tf.tensor2d([[2, 1, 0], [0, 1, 2]]);
 * ladeLoss(tf.tensor1d([0, 2], 'int32'), logits, [100, 10, 1]).print();
 * ```
 */
export function ladeLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options?: LadeLossOptions & { reduction?: 'mean' | 'sum' },
): tf.Scalar;
/** With `reduction: 'none'`: one loss a sample, `[batch]`. */
export function ladeLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options: LadeLossOptions,
): tf.Tensor;
export function ladeLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options?: LadeLossOptions,
): tf.Tensor {
  const { alpha, lambda, ...rest } = resolveOptions(options, ladeLossOptions);
  const resolved = { ...rest, whole: undefined };
  assertClassCounts(samplesPerClass);
  assertBatch(labels, { logits }, resolved, samplesPerClass);
  return lossOfParts([logits], resolved.reduction, ([x]) => {
    const prior = priorsOf(samplesPerClass);
    const batch = labelledBatch(labels, prior.length, resolved);
    const { losses, gradient } = crossEntropy(x!, batch, logOf(prior));
    const parts = { losses, gradients: () => [gradient()] };
    if (alpha === 0) return parts;
    const regulariser = regulariserOf(x!, batch.targets, prior, lambda);
    return {
      ...parts,
      ofBatch: {
        value: tf.mul(regulariser.value, alpha),
        gradients: () => [tf.mul(regulariser.gradient(), alpha)],
      },
    };
  });
}

/**
 * LADE's regulariser, `−Σ_k π_k · (m_k − z_k − λ · z_k²)`: m_k is the mean of the logits of class k over the batch's samples of that class, 0
 * where there are none, and `z_k = log(mean_b e^(l_bk − log(π_k + 1e-9) − log K))`. With soft targets the mean is weighted by them. A class
 * whose logits are −∞ in the whole batch has no term.
 *
 * @param labels class ids `[batch]` or `[batch, 1]`, or one-hot / soft targets `[batch, K]`
 * @param logits `[batch, K]`, float32
 * @param samplesPerClass number of training samples of each class in label order, length K, positive
 * @param options weight of the squares
 * @returns a scalar
 * @throws RangeError where a shape, a count, a label or an option does not fit; TypeError where an option is unknown or of
 * another type. Both before anything is computed. On a GPU the loss of a sample whose class id is none is NaN instead.
 * @see Hong et al. 2021, Disentangling Label Distribution for Long-tailed Visual Recognition
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { ladeRegulariser } from 'mbib/baselines';
 * const logits = tf.tensor2d([[2, 1, 0], [0, 1, 2]]);
 * ladeRegulariser(tf.tensor1d([0, 2], 'int32'), logits, [100, 10, 1]).print();
 * ```
 */
export function ladeRegulariser(
  labels: tf.Tensor,
  logits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options?: LadeRegulariserOptions,
): tf.Scalar {
  const { lambda } = resolveOptions(options, ladeRegulariserOptions);
  const unweighted = { classWeights: undefined, reduction: 'sum', whole: undefined } as const;
  assertClassCounts(samplesPerClass);
  assertBatch(labels, { logits }, unweighted, samplesPerClass);
  return lossOfParts([logits], 'sum', ([x]) => {
    const { targets, shares } = labelledBatch(labels, samplesPerClass.length, unweighted);
    const { value, gradient } = regulariserOf(x!, targets, priorsOf(samplesPerClass), lambda);
    // A class id that is none makes its share NaN, and so the loss.
    return { losses: tf.add(value, tf.mul(tf.sum(shares), 0)), gradients: () => [gradient()] };
  }) as tf.Scalar;
}

/** The logarithms of shares, `[classes]`. */
function logOf(prior: readonly number[]): tf.Tensor1D {
  return tf.tensor1d(Float32Array.from(prior, (share) => Math.log(share + EPSILON)));
}

/** The derivative of z_k by l_bk is the softmax over the batch of column k, that of m_k is `y_bk / Σ_b y_bk`. */
function regulariserOf(
  logits: tf.Tensor2D,
  targets: tf.Tensor2D,
  prior: readonly number[],
  lambda: number,
): { value: tf.Tensor; gradient: () => tf.Tensor } {
  const shares = tf.tensor1d(Float32Array.from(prior));
  const labelled = tf.divNoNan(targets, tf.sum(targets, 0, true));
  const means = tf.sum(whereWeighed(labelled, logits), 0);
  const { p, logSum, isMasked } = softmaxOverBatch(logits);
  const offsets = Float32Array.from(
    prior,
    (share) => -Math.log(share + EPSILON) - Math.log(prior.length) - Math.log(logits.shape[0]),
  );
  // A class that is masked in the whole batch has no z, which would be −∞.
  const z = tf.where(isMasked, 0, tf.add(logSum, tf.tensor1d(offsets)));
  // Half floats do not hold the squares of usual logits: they are weighed before they are squared.
  const roots = tf.tensor1d(Float32Array.from(prior, (share) => Math.sqrt(lambda * share)));
  const terms = tf.add(tf.mul(shares, tf.sub(z, means)), tf.square(tf.mul(z, roots)));
  const gradient = () => tf.mul(tf.sub(tf.mul(p, tf.add(tf.mul(z, 2 * lambda), 1)), labelled), shares);
  return { value: tf.sum(terms), gradient };
}

/** The softmax of each column over the batch, the logarithm of its denominator, `[classes]`, and whether all of the column is −∞. */
function softmaxOverBatch(logits: tf.Tensor2D): { p: tf.Tensor; logSum: tf.Tensor; isMasked: tf.Tensor } {
  const columns = tf.transpose(logits);
  const { p, logP } = softmax(columns);
  // Of the largest logit of a column, whose log-probability is exact.
  const largest = tf.max(columns, 1);
  return {
    p: tf.transpose(p),
    logSum: tf.sub(largest, tf.max(logP, 1)),
    // Not by the largest logit, which is −1e20 for tfjs on webgl where all are −∞.
    isMasked: tf.equal(tf.max(p, 1), 0),
  };
}
