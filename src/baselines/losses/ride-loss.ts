import * as tf from '@tensorflow/tfjs-core';
import {
  assertClassCounts,
  assertFinite,
  assertScale,
  assertShare,
  assertWeight,
  type ClassCounts,
  isList,
  reject,
  rejectType,
  show,
} from '../../checks';
import { total } from '../../losses/composed/total';
import { resolveOptions } from '../../options';
import { assertBatch } from '../composed/assert-batch';
import { distillation } from '../composed/distillation';
import { labelledBatch } from '../composed/labelled-batch';
import { priorsOf } from '../composed/log-counts';
import { lossOfParts } from '../composed/loss-of-parts';
import { type BaselineLossOptions, baselineLossOptions } from '../composed/loss-options';
import { namedExperts } from '../composed/named-experts';
import { ldamMargins, marginCrossEntropy } from './ldam-loss';

/** Options of {@link rideLoss}. */
export interface RideLossOptions extends BaselineLossOptions {
  /** Scale of the experts' cosine classifiers, by which the margins are multiplied, in 1e-18..1e18. Default 30. */
  scale?: number;
  /** The margin of the rarest class, at least 0; with 0 the experts have cross entropies (RIDE on CE). Default 0.5. */
  maxMargin?: number;
  /** Factor of the diversity term. Below 0 the experts are driven apart. Default -0.45. */
  diversity?: number;
  /**
   * Temperatures of the classes in the diversity term, K numbers in 1e-18..1e18: those of `rideDiversityTemperatures` from the epoch on in which
   * deferred reweighting begins. Left out, all are 1.
   */
  diversityTemperatures?: ArrayLike<number>;
}

const rideLossOptions = {
  ...baselineLossOptions,
  scale: { check: assertScale, default: 30 },
  maxMargin: { check: assertWeight, default: 0.5 },
  diversity: { check: assertFinite, default: -0.45 },
  diversityTemperatures: { check: assertTemperatures, default: undefined },
} as const;

function assertTemperatures(argument: string, temperatures: ArrayLike<number>): void {
  if (!isList(temperatures)) {
    rejectType(argument, 'hold one temperature for each class, in an array', show(temperatures));
  }
  for (let k = 0; k < temperatures.length; k++) assertScale(`${argument}[${k}]`, temperatures[k]!);
}

/**
 * The loss of RIDE's experts: for each the LDAM cross entropy of its logits, and `diversity · T̄² · KL(softmax(mean / T) ‖ softmax(expert / T))`,
 * where `mean` are the mean logits of the experts, into which no gradient goes, and T̄ the mean temperature. The divergence is a mean over
 * the batch in every reduction. Class weights and temperatures are left out before the epoch of deferred reweighting.
 *
 * @param labels class ids `[batch]` or `[batch, 1]`, or one-hot / soft targets `[batch, K]`
 * @param expertLogits the logits of each expert, those of cosine classifiers times the scale, `[batch, K]`, float32
 * @param samplesPerClass number of training samples of each class in label order, length K, positive
 * @param options scale and margins, factor and temperatures of the diversity, class weights and reduction
 * @returns a scalar; with `reduction: 'none'` one loss a sample, `[batch]`
 * @throws RangeError where a shape, a count, a label or an option does not fit; TypeError where an option is unknown or of
 * another type. Both before anything is computed. On a GPU the loss of a sample whose class id is none is NaN instead.
 * @see Wang et al. 2021, Long-tailed Recognition by Routing Diverse Distribution-Aware Experts, and its code
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { rideLoss } from 'mbib/baselines';
 * const experts = [1, 2, 3].map((seed) => tf.randomNormal([2, 3], 0, 10, 'float32', seed));
 * rideLoss(tf.tensor1d([0, 2], 'int32'), experts, [100, 10, 1]).print();
 * ```
 */
export function rideLoss(
  labels: tf.Tensor,
  expertLogits: readonly tf.Tensor[],
  samplesPerClass: ClassCounts,
  options?: RideLossOptions & { reduction?: 'mean' | 'sum' },
): tf.Scalar;
/** With `reduction: 'none'`: one loss a sample, `[batch]`. */
export function rideLoss(
  labels: tf.Tensor,
  expertLogits: readonly tf.Tensor[],
  samplesPerClass: ClassCounts,
  options: RideLossOptions,
): tf.Tensor;
export function rideLoss(
  labels: tf.Tensor,
  expertLogits: readonly tf.Tensor[],
  samplesPerClass: ClassCounts,
  options?: RideLossOptions,
): tf.Tensor {
  const { scale, maxMargin, diversity, diversityTemperatures, ...resolved } = resolveOptions(
    options,
    rideLossOptions,
  );
  assertClassCounts(samplesPerClass);
  assertBatch(labels, namedExperts(expertLogits), resolved, samplesPerClass);
  const classes = samplesPerClass.length;
  const temperatures = Float32Array.from(diversityTemperatures ?? new Float32Array(classes).fill(1));
  if (temperatures.length !== classes) {
    reject('options.diversityTemperatures', `hold one for each of ${classes} classes`, show(temperatures));
  }
  const diversityOfMean = diversity * (temperatures.reduce((a, b) => a + b) / classes) ** 2;
  // The gradient divides by a temperature once more.
  const strongest = Math.abs(diversityOfMean) / temperatures.reduce((a, b) => Math.min(a, b), 1);
  if (strongest > 1e36) {
    reject('options.diversity', 'be smaller for these temperatures', show(diversity));
  }
  return lossOfParts([...expertLogits], resolved.reduction, (experts) => {
    const batch = labelledBatch(labels, classes, resolved);
    const margins = ldamMargins(samplesPerClass, maxMargin);
    const own = experts.map((x) => marginCrossEntropy(x, batch, margins, scale));
    const parts = {
      losses: total(own.map(({ losses }) => losses)),
      gradients: () => own.map((x) => x.gradient()),
    };
    if (diversity === 0) return parts;
    const mean = tf.div(total(experts), experts.length) as tf.Tensor2D;
    const factor = diversityOfMean / (resolved.whole?.samples ?? mean.shape[0]);
    const apart = experts.map((x) => distillation(mean, x, { temperatures, factor }));
    return {
      ...parts,
      ofBatch: {
        value: total(apart.map(({ value }) => value)),
        gradients: () => apart.map((x) => x.gradient()),
      },
    };
  });
}

/**
 * The class temperatures of RIDE's diversity term after deferred reweighting has begun, `K · π_k · f + 1 − f`, divided by the largest.
 *
 * @param samplesPerClass number of training samples of each class in label order, length K, positive
 * @param factor f, in 0..1. Default 0.05.
 * @returns K temperatures; the largest is 1
 * @throws RangeError where a count or the factor does not fit; TypeError where one is no number
 * @see Wang et al. 2021, Long-tailed Recognition by Routing Diverse Distribution-Aware Experts, its code
 *
 * @example
 * ```ts
 * import { rideDiversityTemperatures } from 'mbib/baselines';
 * rideDiversityTemperatures([100, 10, 1]); // Float32Array [1, 0.89, 0.88]
 * ```
 */
export function rideDiversityTemperatures(samplesPerClass: ClassCounts, factor = 0.05): Float32Array {
  assertClassCounts(samplesPerClass);
  assertShare('factor', factor);
  const raw = priorsOf(samplesPerClass).map((share) => samplesPerClass.length * share * factor + 1 - factor);
  const largest = raw.reduce((a, b) => Math.max(a, b));
  return Float32Array.from(raw, (temperature) => temperature / largest);
}
