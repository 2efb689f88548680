import type * as tf from '@tensorflow/tfjs-core';
import { resolveOptions } from '../losses/options';
import {
  assertFiniteMatrix,
  assertSameLength,
  type ClassIds,
  type Matrix,
  readClassIds,
  readMatrix,
} from './read';

/** Options of {@link meanPositivePosterior}. */
export interface MeanPositivePosteriorOptions {
  /** Whether `predictions` are logits; false where they are probabilities, as a classifier's softmax. Default true. */
  fromLogits?: boolean;
}

/** Probabilities come in single precision: their sum is 1 but for rounding. */
const SUM_TOLERANCE = 1e-3;

/**
 * Mean positive posterior of Eq. 14: for each class, the mean probability that its own samples are given. Ideally 1.
 *
 * @param labels true class ids, an array or a tensor `[n]` or `[n, 1]`, or one-hot rows `[n, K]`
 * @param predictions logits `[n, K]`; or, with `fromLogits: false`, probabilities
 * @returns K means from 0 to 1; null for a class without samples
 * @throws RangeError where shapes or lengths differ, an id is out of range, a prediction is not finite, or probabilities
 * are none
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
  options: MeanPositivePosteriorOptions = {},
): Promise<(number | null)[]> {
  const { fromLogits } = resolveOptions(options, { fromLogits: true });
  const scores = await readMatrix('predictions', predictions);
  assertFiniteMatrix('predictions', scores);
  const truth = await readClassIds('labels', labels, scores.columns);
  assertSameLength('predictions', scores.rows, truth);

  const posterior = fromLogits ? softmaxAt : probabilityAt;
  const sums = new Float64Array(scores.columns);
  const samples = new Int32Array(scores.columns);
  for (let row = 0; row < scores.rows; row++) {
    sums[truth[row]!]! += posterior(scores, row, truth[row]!);
    samples[truth[row]!]!++;
  }
  return Array.from(sums, (sum, i) => (samples[i]! > 0 ? sum / samples[i]! : null));
}

function softmaxAt({ values, columns }: Matrix, row: number, column: number): number {
  const start = row * columns;
  let largest = -Infinity;
  for (let i = start; i < start + columns; i++) largest = Math.max(largest, values[i]!);
  let sum = 0;
  for (let i = start; i < start + columns; i++) sum += Math.exp(values[i]! - largest);
  return Math.exp(values[start + column]! - largest) / sum;
}

function probabilityAt({ values, columns }: Matrix, row: number, column: number): number {
  let sum = 0;
  let smallest = Infinity;
  for (let i = row * columns; i < (row + 1) * columns; i++) {
    sum += values[i]!;
    smallest = Math.min(smallest, values[i]!);
  }
  if (smallest < 0 || Math.abs(sum - 1) > SUM_TOLERANCE) {
    throw new RangeError(
      `predictions[${row}] must be probabilities with fromLogits: false, got a sum of ${sum} and a least of ${smallest}`,
    );
  }
  return values[row * columns + column]!;
}
