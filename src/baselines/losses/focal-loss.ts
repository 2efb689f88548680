import * as tf from '@tensorflow/tfjs-core';
import { assertExponent } from '../../checks';
import { whereWeighed } from '../../losses/composed/where-weighed';
import { resolveOptions } from '../../options';
import { assertBatch } from '../composed/assert-batch';
import { slopeOf } from '../composed/cross-entropy';
import { type LabelledBatch, labelledBatch } from '../composed/labelled-batch';
import { type LossParts, lossOfParts } from '../composed/loss-of-parts';
import { type BaselineLossOptions, baselineLossOptions } from '../composed/loss-options';
import { preciseSoftmax } from '../composed/precise-softmax';
import { weighedLosses } from '../composed/weighed-losses';

/** Options of {@link focalLoss}. */
export interface FocalLossOptions extends BaselineLossOptions {
  /**
   * Exponent of `1 − p_y`, from 0, which is cross entropy, to 100. Papers take 2 (Lin et al.) and 1 (the scripts of LDAM-DRW).
   * Default 2.
   */
  gamma?: number;
}

const focalLossOptions = { ...baselineLossOptions, gamma: { check: assertExponent, default: 2 } } as const;

/**
 * Focal loss in its softmax form, `−(1 − p_y)^γ · log p_y` with `p = softmax(logits)`: samples that are predicted well count less.
 * Lin et al. have it for sigmoids; work on long-tailed classes uses this form. With soft targets it is `Σ_k y_k · loss(k)`.
 *
 * @param labels class ids `[batch]` or `[batch, 1]`, or one-hot / soft targets `[batch, K]`
 * @param logits `[batch, K]`, float32
 * @param options the exponent, class weights and reduction
 * @returns a scalar; with `reduction: 'none'` one loss a sample, `[batch]`
 * @throws RangeError where a shape, a label or an option does not fit; TypeError where an option is unknown or of
 * another type. Both before anything is computed. On a GPU the loss of a sample whose class id is none is NaN instead.
 * @see Lin et al. 2017, Focal Loss for Dense Object Detection, Eq. 4
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { focalLoss } from 'mbib/baselines';
 * const logits = tf.tensor2d([[2, 1, 0], [0, 1, 2]]);
 * focalLoss(tf.tensor1d([0, 2], 'int32'), logits, { gamma: 1 }).print();
 * ```
 */
export function focalLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  options?: FocalLossOptions & { reduction?: 'mean' | 'sum' },
): tf.Scalar;
/** With `reduction: 'none'`: one loss a sample, `[batch]`. */
export function focalLoss(labels: tf.Tensor, logits: tf.Tensor, options: FocalLossOptions): tf.Tensor;
export function focalLoss(labels: tf.Tensor, logits: tf.Tensor, options?: FocalLossOptions): tf.Tensor {
  const { gamma, ...resolved } = resolveOptions(options, focalLossOptions);
  assertBatch(labels, { logits }, resolved);
  return lossOfParts([logits], resolved.reduction, ([x]) =>
    focalParts(x!, labelledBatch(labels, x!.shape[1], resolved), gamma),
  );
}

/**
 * The derivative of `−(1 − p)^γ · log p` by the logarithm of p is `(1 − p)^γ · (γ · p · log p / (1 − p) − 1)`, whose fraction goes to −1
 * where p goes to 1; and that of `log p_k` by the logits is `1[j = k] − p_j`.
 */
function focalParts(logits: tf.Tensor2D, { targets, shares }: LabelledBatch, gamma: number): LossParts {
  const { p, logP, rest } = preciseSoftmax(logits);
  const modulation = tf.pow(rest, gamma);
  const losses = tf.sum(weighedLosses(targets, tf.neg(whereWeighed(modulation, logP))), 1);
  const gradients = () => {
    // A probability of 0 has the logarithm −∞; 0 · ∞ would be NaN.
    const fraction = tf.where(tf.greater(rest, 0), tf.div(whereWeighed(p, logP), rest), -1);
    const slope = tf.mul(modulation, tf.sub(tf.mul(fraction, gamma), 1));
    return [tf.mul(slopeOf(tf.mul(targets, slope), p, rest), tf.expandDims(shares, 1))];
  };
  return { losses: weighedLosses(shares, losses), gradients };
}
