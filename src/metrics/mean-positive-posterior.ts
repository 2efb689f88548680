import type * as tf from '@tensorflow/tfjs-core';
import { assertBoolean } from '../checks';
import { resolveOptions } from '../options';
import { meanPerClass } from './mean-per-class';
import type { ClassIds } from './read-class-ids';
import { readDistributions } from './read-distributions';
import { readLabels } from './read-labels';
import { type Matrix, readMatrix } from './read-matrix';

/** Options of {@link meanPositivePosterior}. */
export interface MeanPositivePosteriorOptions {
  /** Whether `predictions` are logits. Give false for probabilities, such as the output of a softmax. Default true. */
  fromLogits?: boolean;
}

const meanPositivePosteriorOptions = {
  fromLogits: { check: assertBoolean, default: true },
} as const;

/**
 * The mean positive posterior of Eq. 14: for each class, the mean over its samples of the probability that they are of this
 * class. The higher the better; 1 is best.
 *
 * @param labels true class ids, an array or a tensor `[n]` or `[n, 1]`, or one-hot rows `[n, K]`
 * @param predictions logits `[n, K]`, or probabilities with `fromLogits: false`
 * @returns K means from 0 to 1; null for a class without samples
 * @throws RangeError where shapes or lengths differ, an id is out of range, a prediction is not finite, or with
 * `fromLogits: false` the numbers of a row are not in 0..1 or do not sum to 1 (within 0.001)
 * @throws TypeError where an argument or `fromLogits` is of another type
 * @see Mixture of Balanced Information Bottlenecks, Eq. 14
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { meanPositivePosterior } from 'mbib';
 * const probabilities = tf.tensor2d([[0.75, 0.25], [0.25, 0.75], [0.5, 0.5]]);
 * await meanPositivePosterior([0, 0, 1], probabilities, { fromLogits: false }); // [0.5, 0.5]
 * ```
 */
export async function meanPositivePosterior(
  labels: ClassIds,
  predictions: tf.Tensor,
  options?: MeanPositivePosteriorOptions,
): Promise<(number | null)[]> {
  const { fromLogits } = resolveOptions(options, meanPositivePosteriorOptions);
  const matrix = await (fromLogits
    ? readMatrix('predictions', predictions)
    : readDistributions(
        'predictions',
        predictions,
        'hold probabilities, with fromLogits: false: numbers in 0..1 that sum to 1',
      ));
  const truth = await readLabels(labels, matrix.columns, matrix.rows);
  return meanPerClass(truth, matrix.columns, (sample) =>
    fromLogits
      ? posterior(matrix, sample, truth[sample]!)
      : matrix.values[sample * matrix.columns + truth[sample]!]!,
  );
}

/** The entry of a class in the softmax of a row. */
function posterior({ values, columns }: Matrix, row: number, k: number): number {
  const start = row * columns;
  let largest = -Infinity;
  for (let i = start; i < start + columns; i++) largest = Math.max(largest, values[i]!);
  let sum = 0;
  for (let i = start; i < start + columns; i++) sum += Math.exp(values[i]! - largest);
  return Math.exp(values[start + k]! - largest) / sum;
}
