import type * as tf from '@tensorflow/tfjs-core';
import { type ClassCounts, reject, rejectType, show } from '../checks';
import { type Resolved, resolveOptions } from '../options';
import { assertLogits } from './assert-logits';
import { assertConnections, assertWeights, type Connections, resolveConnections } from './connections';
import { type BibLossOptions, bibLossOptions } from './loss-options';
import { sumOfBibLosses } from './sum-of-bib-losses';

/** Options of {@link mbibLoss}, Eq. 11. */
export interface MbibLossOptions extends BibLossOptions {
  /**
   * The weight of each tap's BIB loss, shallow to deep: a, b and 1 of Eq. 11. Default `[0.1, 0.3, 1]` for three taps and `[1]` for
   * one; for another number of taps it must be given.
   */
  tapWeights?: ArrayLike<number>;
  /** Between which heads there is a BIB loss. Default `'mixture'`: between every tap and z. */
  connections?: Connections;
}

/**
 * Mixture of balanced information bottlenecks (MBIB), Eq. 11: the weighted sum `a·BIB(v1, z) + b·BIB(v2, z) + BIB(v3, z)` of
 * the BIB losses between every tap and z. The number of taps can be another one.
 *
 * @param labels class ids `[batch]` or `[batch, 1]`, or one-hot / soft targets `[batch, K]`
 * @param tapLogits logits of the taps v1..vT, shallow to deep, each `[batch, K]`, float32
 * @param zLogits logits of z, `[batch, K]`, float32
 * @param samplesPerClass number of training samples of each class in label order, length K
 * @param options those of {@link bibLoss}, the taps' weights, and which heads are connected
 * @returns a scalar; with `reduction: 'none'` one loss a sample, `[batch]`. The self-distillation is a mean over the batch in
 * every reduction.
 * @throws RangeError where a shape, a count, a label or an option does not fit; TypeError where an option is unknown or of
 * another type. Both before anything is computed. On a GPU, where reading labels is slow, the loss of a sample whose class
 * id is not one of 0..K−1 is NaN instead.
 * @see Mixture of Balanced Information Bottlenecks, Eq. 11 and 12; Figure 5 for the other connections
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { mbibLoss } from 'mbib';
 * const labels = tf.tensor1d([0, 2], 'int32');
 * const taps = [0, 1, 2].map((seed) => tf.randomNormal([2, 3], 0, 1, 'float32', seed));
 * const z = tf.randomNormal([2, 3], 0, 1, 'float32', 3);
 * mbibLoss(labels, taps, z, [100, 10, 1], { beta: 1 }).print();
 * ```
 */
export function mbibLoss(
  labels: tf.Tensor,
  tapLogits: readonly tf.Tensor[],
  zLogits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options?: MbibLossOptions & { reduction?: 'mean' | 'sum' },
): tf.Scalar;
/** With `reduction: 'none'`: one loss a sample, `[batch]`. */
export function mbibLoss(
  labels: tf.Tensor,
  tapLogits: readonly tf.Tensor[],
  zLogits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options: MbibLossOptions,
): tf.Tensor;
export function mbibLoss(
  labels: tf.Tensor,
  tapLogits: readonly tf.Tensor[],
  zLogits: tf.Tensor,
  samplesPerClass: ClassCounts,
  options?: MbibLossOptions,
): tf.Tensor {
  if (!Array.isArray(tapLogits))
    rejectType('tapLogits', 'be an array of at least one tensor', show(tapLogits));
  if (tapLogits.length === 0) reject('tapLogits', 'be an array of at least one tensor', 'an empty one');
  assertLogits('zLogits', zLogits, samplesPerClass);
  const batch = zLogits.shape[0];
  // Array.from, because `forEach` would pass over the holes of a sparse array.
  Array.from(tapLogits).forEach((logits, i) => {
    assertLogits(`tapLogits[${i}]`, logits, samplesPerClass, batch);
  });
  const resolved = resolveOptions(options, mbibLossOptions);
  return mbibLossOf(tapLogits.length, samplesPerClass, resolved)(labels, [...tapLogits, zLogits]);
}

/** The checks and defaults of {@link MbibLossOptions}. */
export const mbibLossOptions = {
  ...bibLossOptions,
  tapWeights: { check: assertWeights, default: undefined },
  connections: { check: assertConnections, default: 'mixture' },
} as const;

/**
 * The MBIB loss as a function of the labels and the logits, its other arguments checked once.
 *
 * @returns a function that takes the logits as one tensor a head, or as one tensor with those of all heads side by side
 */
export function mbibLossOf(
  taps: number,
  samplesPerClass: ClassCounts,
  { tapWeights, connections, ...rest }: Resolved<typeof mbibLossOptions>,
) {
  const connected = resolveConnections(connections, tapWeights, taps);
  return sumOfBibLosses(taps, samplesPerClass, { ...rest, connections: connected });
}
