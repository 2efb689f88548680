import * as tf from '@tensorflow/tfjs-core';
import {
  assertNotNegative,
  assertPositiveFloat,
  assertWeight,
  type ClassCounts,
  isList,
  reject,
  rejectType,
  show,
} from '../../checks';
import { softmax } from '../../losses/composed/softmax';
import { resolveOptions } from '../../options';
import { assertBatch } from '../composed/assert-batch';
import { crossEntropy } from '../composed/cross-entropy';
import { labelledBatch } from '../composed/labelled-batch';
import { lossOfParts } from '../composed/loss-of-parts';
import { type BaselineLossOptions, baselineLossOptions } from '../composed/loss-options';

/** Options of {@link seesawLoss}. */
export interface SeesawLossOptions extends BaselineLossOptions {
  /** Exponent of the mitigation factor, at least 0. Default 0.8. */
  p?: number;
  /** Exponent of the compensation factor, at least 0. Default 2. */
  q?: number;
  /** The least probability of the true class in the compensation factor, at least 1.2e-38. Default 0.01. */
  epsilon?: number;
}

const seesawLossOptions = {
  ...baselineLossOptions,
  p: { check: assertWeight, default: 0.8 },
  q: { check: assertWeight, default: 2 },
  epsilon: { check: assertPositiveFloat, default: 0.01 },
} as const;

/**
 * Seesaw loss: the cross entropy of `softmax(logits + log(M · C))`. For a sample of class y and another class k the mitigation factor is
 * `M = min(1, n_k / n_y)^p`, so that frequent classes push rare ones down less, and the compensation factor
 * `C = max(1, p_k / max(p_y, ε))^q`, so that wrong predictions are pushed down again. No gradient goes through the factors.
 *
 * The counts are those of the samples seen so far, the batch's included ({@link seenCounts}); ones below 1 count as 1. With soft targets
 * log n_y and p_y are their weighted sums.
 *
 * @param labels class ids `[batch]` or `[batch, 1]`, or one-hot / soft targets `[batch, K]`
 * @param logits `[batch, K]`, float32
 * @param samplesSeen number of samples of each class, length K, at least 0
 * @param options exponents, the least probability, class weights and reduction
 * @returns a scalar; with `reduction: 'none'` one loss a sample, `[batch]`
 * @throws RangeError where a shape, a count, a label or an option does not fit; TypeError where an option is unknown or of
 * another type. Both before anything is computed. On a GPU the loss of a sample whose class id is none is NaN instead.
 * @see Wang et al. 2021, Seesaw Loss for Long-Tailed Instance Segmentation
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { seenCounts, seesawLoss } from 'mbib/baselines';
 * const seen = seenCounts(3);
 * seen.add([0, 2]);
 * const logits = tf.tensor2d([[2, 1, 0], [0, 1, 2]]);
 * seesawLoss(tf.tensor1d([0, 2], 'int32'), logits, seen.counts).print();
 * ```
 */
export function seesawLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  samplesSeen: ClassCounts,
  options?: SeesawLossOptions & { reduction?: 'mean' | 'sum' },
): tf.Scalar;
/** With `reduction: 'none'`: one loss a sample, `[batch]`. */
export function seesawLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  samplesSeen: ClassCounts,
  options: SeesawLossOptions,
): tf.Tensor;
export function seesawLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  samplesSeen: ClassCounts,
  options?: SeesawLossOptions,
): tf.Tensor {
  const { p, q, epsilon, ...resolved } = resolveOptions(options, seesawLossOptions);
  assertSamplesSeen(samplesSeen);
  assertBatch(labels, { logits }, resolved, samplesSeen);
  return lossOfParts([logits], resolved.reduction, ([x]) => {
    const batch = labelledBatch(labels, samplesSeen.length, resolved);
    const shift = logFactors(x!, batch.targets, samplesSeen, { p, q, epsilon });
    const { losses, gradient } = crossEntropy(x!, batch, shift);
    return { losses, gradients: () => [gradient()] };
  });
}

function assertSamplesSeen(samplesSeen: ClassCounts): void {
  if (!isList(samplesSeen)) {
    rejectType('samplesSeen', 'hold one count for each class, in an array', show(samplesSeen));
  }
  if (samplesSeen.length === 0) reject('samplesSeen', 'hold one count for each class', show(samplesSeen));
  for (let k = 0; k < samplesSeen.length; k++) assertNotNegative(`samplesSeen[${k}]`, samplesSeen[k]!);
}

/** The logarithms of M · C, `[batch, classes]`, 0 for the true class. */
function logFactors(
  logits: tf.Tensor2D,
  targets: tf.Tensor2D,
  samplesSeen: ClassCounts,
  { p, q, epsilon }: { p: number; q: number; epsilon: number },
): tf.Tensor {
  const { logP, p: scores } = softmax(logits);
  const logSeen = tf.tensor1d(Float32Array.from(samplesSeen, (count) => Math.log(Math.max(count, 1))));
  const own = tf.sum(tf.mul(targets, logSeen), 1, true);
  const mitigation = tf.mul(tf.minimum(tf.sub(logSeen, own), 0), p);
  const ownScore = tf.maximum(tf.sum(tf.mul(targets, scores), 1, true), epsilon);
  const compensation = tf.mul(tf.maximum(tf.sub(logP, tf.log(ownScore)), 0), q);
  return tf.mul(tf.add(mitigation, compensation), tf.sub(1, targets));
}
