import type * as tf from '@tensorflow/tfjs-core';
import { assertBoolean, reject, show } from '../checks';
import { resolveOptions } from '../options';
import { meanPerClass } from './mean-per-class';
import { type ClassIds, readClassIds } from './read-class-ids';
import { readMatrix } from './read-matrix';

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
 * `fromLogits: false` not between 0 and 1
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
  const { values, rows, columns } = await readMatrix('predictions', predictions);
  const truth = await readClassIds('labels', labels, columns, rows);
  return meanPerClass(truth, columns, (sample) => {
    const row = values.subarray(sample * columns, (sample + 1) * columns);
    const score = row[truth[sample]!]!;
    if (fromLogits) {
      const largest = Math.max(...row);
      return Math.exp(score - largest) / row.reduce((sum, value) => sum + Math.exp(value - largest), 0);
    }
    if (score < 0 || score > 1.001) {
      reject(`predictions[${sample}]`, 'be probabilities, with fromLogits: false', show(score));
    }
    return score;
  });
}
