import type * as tf from '@tensorflow/tfjs-core';
import { sizeFrom } from '../checks';
import { resolveOptions } from '../options';
import { greatestOfRows } from './greatest-of-rows';
import type { ClassIds } from './read-class-ids';
import { readDistributions } from './read-distributions';
import { readLabels } from './read-labels';

/** Options of {@link expectedCalibrationError}. */
export interface ExpectedCalibrationErrorOptions {
  /** Number of bins of equal width. Default 15. */
  bins?: number;
}

/**
 * The expected calibration error (ECE): how far the confidence of a classifier is from its accuracy. The confidence of a sample is the
 * probability of the predicted class. Samples are put into bins by it, bin b of B holding those in `((b − 1)/B, b/B]`, and
 * `ECE = Σ_b n_b/n · |accuracy_b − confidence_b|`, the means over the samples of each bin.
 *
 * @param labels true class ids, an array or a tensor `[n]` or `[n, 1]`, or one-hot rows `[n, K]`
 * @param probabilities probabilities `[n, K]`, such as the output of a softmax; logits are refused
 * @param options the number of bins
 * @returns the error, from 0, which is best, to 1
 * @throws RangeError where shapes or lengths differ, an id is out of range, or the numbers of a row are not in 0..1 or do not sum to 1
 * (within 0.001)
 * @throws TypeError where an argument is of another type
 * @see Guo et al. 2017, On Calibration of Modern Neural Networks, Section 2 and Eq. 3
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { expectedCalibrationError } from 'mbib';
 * const probabilities = tf.tensor2d([[0.75, 0.25], [0.25, 0.75]]);
 * await expectedCalibrationError([0, 0], probabilities); // 0.25: one of two is right, at a confidence of 0.75
 * ```
 */
export async function expectedCalibrationError(
  labels: ClassIds,
  probabilities: tf.Tensor,
  options?: ExpectedCalibrationErrorOptions,
): Promise<number> {
  const { bins } = resolveOptions(options, expectedCalibrationErrorOptions);
  const { gaps, binOf } = await readConfidence(labels, probabilities, bins);
  const sums = new Float64Array(bins);
  for (let i = 0; i < gaps.length; i++) sums[binOf[i]!]! += gaps[i]!;
  return sumOfSizes(sums) / gaps.length;
}

/** Confidence against outcome, sample by sample. */
export interface Confidence {
  /** The true class of each sample. */
  truth: ArrayLike<number>;
  /** The confidence of each sample, minus 1 where its prediction is right. */
  gaps: Float64Array;
  /** The bin of each sample. */
  binOf: Int32Array;
}

/** Reads labels and probabilities; see {@link expectedCalibrationError}. */
export async function readConfidence(
  labels: ClassIds,
  probabilities: tf.Tensor,
  bins: number,
): Promise<Confidence> {
  const matrix = await readDistributions(
    'probabilities',
    probabilities,
    'hold numbers in 0..1 that sum to 1',
  );
  const truth = await readLabels(labels, matrix.columns, matrix.rows);
  const predictions = greatestOfRows(matrix);
  const confidences = Float64Array.from(predictions, (k, i) => matrix.values[i * matrix.columns + k]!);
  return {
    truth,
    gaps: confidences.map((confidence, i) => confidence - Number(predictions[i] === truth[i])),
    binOf: Int32Array.from(confidences, (confidence) => binOfConfidence(confidence, bins)),
  };
}

/** The bin of a confidence, counted from 0; at an edge, the lower one. A confidence just above 1 by rounding is in the last. */
function binOfConfidence(confidence: number, bins: number): number {
  let bin = Math.min(Math.max(Math.ceil(confidence * bins) - 1, 0), bins - 1);
  // The product is rounded; the edges decide.
  while (bin > 0 && confidence <= bin / bins) bin--;
  while (bin < bins - 1 && confidence > (bin + 1) / bins) bin++;
  return bin;
}

/** The sum of |x|. */
export function sumOfSizes(values: Float64Array): number {
  return values.reduce((sum, value) => sum + Math.abs(value), 0);
}

/** The options of {@link expectedCalibrationError}, for `resolveOptions`. */
export const expectedCalibrationErrorOptions = {
  bins: { check: /* @__PURE__ */ sizeFrom(1), default: 15 },
} as const;
