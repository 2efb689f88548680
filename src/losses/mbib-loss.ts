import type * as tf from '@tensorflow/tfjs-core';
import { type ClassCounts, reject, show } from '../checks';
import { resolveOptions } from '../options';
import { assertLogits } from './assert-logits';
import { assertConnections, assertWeights, type Connections, resolveConnections } from './connections';
import { type BibLossOptions, bibLossOptions } from './loss-options';
import { sumOfBibLosses } from './sum-of-bib-losses';

/** Options of the MBIB loss, Eq. 11. */
export interface MbibLossOptions extends BibLossOptions {
  /** Weight of each tap's BIB, shallow to deep: a, b and 1 of Eq. 11. Default `[0.1, 0.3, 1]` for three taps. */
  tapWeights?: ArrayLike<number>;
  /** Which heads are connected. Default `'mixture'`. */
  connections?: Connections;
}

/**
 * Mixture of balanced information bottlenecks, Eq. 11:
 * `a·BIB(v1, z) + b·BIB(v2, z) + BIB(v3, z)`, for any number of taps.
 *
 * @param labels class ids `[batch]` or `[batch, 1]`, or one-hot / soft targets `[batch, K]`
 * @param tapLogits logits of the taps v1..vT, shallow to deep, each `[batch, K]`, float32
 * @param zLogits logits of z, `[batch, K]`, float32
 * @param samplesPerClass training samples of each class, length K
 * @returns a scalar, or `[batch]` where `reduction` is `'none'`
 * @throws RangeError | TypeError where an argument does not fit; before any kernel runs. On GPU backends a class id out
 *   of range gives NaN instead.
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
  if (!Array.isArray(tapLogits) || tapLogits.length === 0) {
    reject('tapLogits', 'be an array of at least one tensor', show(tapLogits));
  }
  assertLogits('zLogits', zLogits, samplesPerClass);
  const batch = zLogits.shape[0];
  tapLogits.forEach((logits, i) => {
    assertLogits(`tapLogits[${i}]`, logits, samplesPerClass, batch);
  });
  return mbibLossOf(tapLogits.length, samplesPerClass, options)(labels, [...tapLogits, zLogits]);
}

/** How {@link MbibLossOptions} are read. */
const mbibLossOptions = {
  ...bibLossOptions,
  tapWeights: { check: assertWeights, default: undefined },
  connections: { check: assertConnections, default: 'mixture' },
} as const;

/** The MBIB loss with its arguments but the tensors checked; the inputs are one a head, or one with all side by side. */
export function mbibLossOf(taps: number, samplesPerClass: ClassCounts, options: MbibLossOptions | undefined) {
  const { tapWeights, connections, ...rest } = resolveOptions(options, mbibLossOptions);
  const connected = resolveConnections(connections, tapWeights, taps);
  return sumOfBibLosses(taps, samplesPerClass, { ...rest, connections: connected });
}
