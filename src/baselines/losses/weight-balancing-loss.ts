import * as tf from '@tensorflow/tfjs-core';
import { hasHalfFloats, rangeOfTensors } from '../../half-floats';
import { negativeLogLikelihood } from '../../losses/composed/negative-log-likelihood';
import { softmax } from '../../losses/composed/softmax';
import { resolveOptions } from '../../options';
import { assertBatch } from '../composed/assert-batch';
import { slopeOf } from '../composed/cross-entropy';
import { labelledBatch } from '../composed/labelled-batch';
import { type LossParts, lossOfParts } from '../composed/loss-of-parts';
import { type BaselineLossOptions, baselineLossOptions } from '../composed/loss-options';
import { preciseLog1p, preciseSoftmax } from '../composed/precise-softmax';
import { weighedLosses } from '../composed/weighed-losses';

/**
 * The loss of weight balancing's second stage: the binary cross entropies of `p = softmax(logits)` with the one-hot label, their mean over
 * the classes, times the weight of the sample's class. `'mean'` is the mean over the samples, as in the original code, not the weighted
 * mean of the other losses. Its code cuts logarithms off at −100; here they are as they are.
 *
 * @param labels class ids `[batch]` or `[batch, 1]`, or one-hot / soft targets `[batch, K]`
 * @param logits `[batch, K]`, float32
 * @param options class weights, those of `classBalancedWeights` in the original, and reduction
 * @returns a scalar; with `reduction: 'none'` one loss a sample, `[batch]`
 * @throws RangeError where a shape, a label or an option does not fit; TypeError where an option is unknown or of
 * another type. Both before anything is computed. On a GPU the loss of a sample whose class id is none is NaN instead.
 * @see Alshammari et al. 2022, Long-Tailed Recognition via Weight Balancing, the code of its second stage
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { classBalancedWeights, weightBalancingLoss } from 'mbib/baselines';
 * const logits = tf.tensor2d([[2, 1, 0], [0, 1, 2]]);
 * const classWeights = classBalancedWeights([100, 10, 1]);
 * weightBalancingLoss(tf.tensor1d([0, 2], 'int32'), logits, { classWeights }).print();
 * ```
 */
export function weightBalancingLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  options?: BaselineLossOptions & { reduction?: 'mean' | 'sum' },
): tf.Scalar;
/** With `reduction: 'none'`: one loss a sample, `[batch]`. */
export function weightBalancingLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  options: BaselineLossOptions,
): tf.Tensor;
export function weightBalancingLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  options?: BaselineLossOptions,
): tf.Tensor {
  const resolved = resolveOptions(options, baselineLossOptions);
  assertBatch(labels, { logits }, resolved);
  const { reduction, whole } = resolved;
  return lossOfParts([logits], reduction, ([x]) => {
    const [rows, classes] = x!.shape;
    const summed = labelledBatch(labels, classes, { ...resolved, reduction: 'sum' });
    const divisor = reduction === 'mean' ? (whole?.samples ?? rows) : 1;
    return binaryParts(x!, summed.targets, tf.div(summed.shares, divisor * classes));
  });
}

/**
 * `log(1 − p_M)` of the greatest probability is computed from the other classes, since 1 − p_M would have no digits left. The derivative of
 * `−log(1 − p_k)` by l_j is `r_k · (1[j = k] − p_j)` with `r_k = p_k / (1 − p_k)`, and for k = M it is p_M for M itself and −p_M · softmax of the
 * others for them.
 */
function binaryParts(logits: tf.Tensor2D, targets: tf.Tensor2D, shares: tf.Tensor): LossParts {
  const { p, logP, rest } = preciseSoftmax(logits);
  const places = tf.range(0, logits.shape[1], 1, 'int32');
  const greatest = tf.equal(tf.expandDims(tf.argMax(logits, 1), 1), places);
  // Half floats hold no infinity, nor the differences of their largest number.
  const none = hasHalfFloats() ? -rangeOfTensors()[0] / 2 : Number.NEGATIVE_INFINITY;
  const others = tf.where(greatest, none, logits) as tf.Tensor2D;
  // Differences first: sums of large logits and small logarithms would be rounded.
  const [[first, ofAll], [second, ofOthers]] = [logSumOf(logits), logSumOf(others)];
  const difference = tf.add(tf.sub(second, first), tf.sub(ofOthers, ofAll));
  // Where all logits are −∞ all probabilities are 0, and the logarithm of 1 − p is 0.
  const logRest = tf.where(tf.equal(ofAll, Number.NEGATIVE_INFINITY), 0, difference);
  const small = tf.where(greatest, 0, p);
  const odds = tf.div(small, tf.sub(1, small));
  const logComplement = tf.where(greatest, logRest, preciseLog1p(tf.neg(small)));
  const misses = tf.sub(1, targets);
  const losses = tf.add(negativeLogLikelihood(logP, targets), negativeLogLikelihood(logComplement, misses));
  const gradients = () => {
    const missed = tf.mul(misses, odds);
    const ofGreatest = tf.sum(tf.where(greatest, tf.mul(misses, p), 0), 1, true);
    const gradient = tf.add(
      tf.neg(slopeOf(targets, p, rest)),
      tf.add(
        tf.sub(missed, tf.mul(p, tf.sum(missed, 1, true))),
        tf.mul(ofGreatest, tf.sub(tf.cast(greatest, 'float32'), softmax(others).p)),
      ),
    );
    return [tf.mul(gradient, tf.expandDims(shares, 1))];
  };
  return { losses: weighedLosses(shares, losses), gradients };
}

/** The greatest number of each row, and the logarithm of `Σ_k e^(l_k − greatest)`, `[batch, 1]` each; −∞ where all are −∞. */
function logSumOf(logits: tf.Tensor2D): [greatest: tf.Tensor, logSum: tf.Tensor] {
  const [largest] = rangeOfTensors();
  const greatest = tf.maximum(tf.max(logits, 1, true), -largest);
  return [greatest, tf.log(tf.sum(tf.exp(tf.sub(logits, greatest)), 1, true))];
}
