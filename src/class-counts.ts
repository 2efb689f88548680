import {
  assertClassCounts,
  assertFinite,
  assertPositive,
  type ClassCounts,
  reject,
  SMALLEST_FLOAT,
  show,
  sizeFrom,
} from './checks';
import { lossDefaults } from './loss-defaults';
import { resolveOptions } from './options';

export type { ClassCounts };

/**
 * The class weights of Eq. 7, which are larger for rarer classes: `w_i = K·(1/n_i)^m / Σ_j (1/n_j)^m`.
 *
 * @param samplesPerClass number of training samples of each class in label order, length K, positive and finite
 * @param m the exponent: with 0 all weights are 1, with 1 they are inverse to the counts. Default 0.1, the paper's.
 * @returns K weights, whose sum is K
 * @throws RangeError where a count is not positive and finite, or `m` is not finite or so large that a weight vanishes in float32
 * @throws TypeError where `m` is not a number
 * @see Mixture of Balanced Information Bottlenecks, Eq. 7
 *
 * @example
 * ```ts
 * import { classWeights } from 'mbib';
 * classWeights([100, 10, 1], 1); // Float32Array [0.027, 0.270, 2.703]
 * ```
 */
export function classWeights(samplesPerClass: ClassCounts, m: number = lossDefaults.m): Float32Array {
  assertClassCounts(samplesPerClass);
  return classWeightsOf(samplesPerClass, m, 'm');
}

/** The class weights for counts that have been checked. `argument` is what `m` is called in messages. */
export function classWeightsOf(samplesPerClass: ClassCounts, m: number, argument: string): Float32Array {
  assertFinite(argument, m);
  const counts = Array.from(samplesPerClass);
  // Divided by one of them, so that the powers of large counts do not overflow. The quotients of the weights stay the same.
  const raw = counts.map((count) => (count / counts[0]!) ** -m);
  return weightsOfMeanOne(raw, argument, m);
}

/** Weights in proportion to these numbers, whose mean is 1. `argument` is what `value`, from which they come, is called in messages. */
export function weightsOfMeanOne(raw: readonly number[], argument: string, value: number): Float32Array {
  const mean = raw.reduce((sum, weight) => sum + weight, 0) / raw.length;
  const weights = Float32Array.from(raw, (weight) => weight / mean);
  if (!weights.every((weight) => weight >= SMALLEST_FLOAT)) {
    reject(argument, 'leave every class a weight that float32 can hold', show(value));
  }
  return weights;
}

/**
 * The class temperatures of Eq. 8, by which the self-distillation divides the logits: `T_i = (n_max / n_i)^γ`.
 *
 * @param samplesPerClass number of training samples of each class in label order, length K, positive and finite
 * @param gamma the exponent: with 0 every temperature is 1. Default 0; the paper uses 0 on CIFAR-100-LT and 0.5 elsewhere.
 * @returns K temperatures; that of the most frequent class is 1
 * @throws RangeError where a count is not positive and finite, or `gamma` is not finite or gives a temperature outside 1e-18 … 1e18
 * @throws TypeError where `gamma` is not a number
 * @see Mixture of Balanced Information Bottlenecks, Section 3.2, below Eq. 8
 *
 * @example
 * ```ts
 * import { classTemperatures } from 'mbib';
 * classTemperatures([100, 25, 1], 0.5); // Float32Array [1, 2, 10]
 * ```
 */
export function classTemperatures(
  samplesPerClass: ClassCounts,
  gamma: number = lossDefaults.gamma,
): Float32Array {
  assertClassCounts(samplesPerClass);
  inverseTemperaturesOf(samplesPerClass, gamma, 'gamma');
  const largest = largestOf(samplesPerClass);
  return Float32Array.from(samplesPerClass, (count) => (largest / count) ** gamma);
}

/** One over the class temperatures, for counts that have been checked. `argument` is what `gamma` is called in messages. */
export function inverseTemperaturesOf(
  samplesPerClass: ClassCounts,
  gamma: number,
  argument: string,
): Float32Array {
  assertFinite(argument, gamma);
  const largest = largestOf(samplesPerClass);
  const inverses = Float32Array.from(samplesPerClass, (count) => (count / largest) ** gamma);
  // Their squares, and those of what is multiplied by them, are float32 numbers then.
  if (!inverses.every((inverse) => inverse >= 1e-18 && inverse <= 1e18)) {
    reject(argument, 'give temperatures from 1e-18 to 1e18', show(gamma));
  }
  return inverses;
}

/** The largest count. */
export function largestOf(samplesPerClass: ClassCounts): number {
  return Array.from(samplesPerClass).reduce((a, b) => Math.max(a, b));
}

/** Arguments of {@link longTailedCounts}. */
export interface LongTailedCountsOptions {
  /** Number of classes K, a whole number of at least 2. */
  classes: number;
  /** Number of samples of the most frequent class, above 0. */
  max: number;
  /** The imbalance factor IF: samples of the most frequent class divided by those of the rarest, at least 1. */
  imbalanceFactor: number;
}

/**
 * How many samples of each class to keep, so that a balanced data set becomes long-tailed. The counts fall exponentially from
 * class to class: `n_i = trunc(max · IF^(−i/(K−1)))`, i = 0..K−1.
 *
 * @param options the number of classes, the largest count and the imbalance factor
 * @returns K whole numbers in descending order, each at least 1
 * @throws RangeError where an option is out of range, or the rarest class would be left without a sample
 * @throws TypeError where an option is missing, unknown or of another type
 * @see Cao et al. 2019, Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss (LDAM-DRW), whose
 * CIFAR-100-LT the paper uses (Section 4.1)
 *
 * @example
 * ```ts
 * import { longTailedCounts } from 'mbib';
 * longTailedCounts({ classes: 10, max: 100, imbalanceFactor: 50 }); // [100, 64, 41, 27, 17, 11, 7, 4, 3, 2]
 * ```
 */
export function longTailedCounts(options: LongTailedCountsOptions): number[] {
  const { classes, max, imbalanceFactor } = resolveOptions(options, longTailedCountsOptions);
  const counts = Array.from({ length: classes }, (_, i) =>
    Math.trunc(max * (1 / imbalanceFactor) ** (i / (classes - 1))),
  );
  if (!(counts[classes - 1]! >= 1)) {
    reject(
      'options.max',
      'leave the rarest class at least one sample',
      `${max} with imbalanceFactor ${imbalanceFactor}`,
    );
  }
  return counts;
}

const longTailedCountsOptions = {
  classes: { check: /* @__PURE__ */ sizeFrom(2) },
  max: { check: assertPositive },
  imbalanceFactor: { check: assertImbalanceFactor },
} as const;

function assertImbalanceFactor(argument: string, value: number): void {
  assertFinite(argument, value);
  if (value < 1) reject(argument, 'be at least 1', show(value));
}
