import type * as tf from '@tensorflow/tfjs-core';
import { type ClassCounts, reject } from '../checks';
import { assertLogits } from './arguments';
import { connectedHeadsLoss } from './connected-heads-loss';
import { type Connection, type Connections, resolveConnections } from './connections';
import { assertLabels } from './labels';
import { type BibLossOptions, resolveOptions } from './options';

/** Options of the MBIB loss, Eq. 11. */
export interface MbibLossOptions extends BibLossOptions {
  /** Weight of each tap's BIB, shallow to deep: a, b and 1 of Eq. 11. Default `[0.1, 0.3, 1]` for three taps. */
  tapWeights?: readonly number[];
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
  options: MbibLossOptions = {},
): tf.Tensor {
  if (!Array.isArray(tapLogits) || tapLogits.length === 0) {
    reject('tapLogits', 'be an array of at least one tensor', `[${tapLogits}]`);
  }
  assertLogits('zLogits', zLogits, samplesPerClass);
  const batch = zLogits.shape[0];
  tapLogits.forEach((logits, i) => {
    assertLogits(`tapLogits[${i}]`, logits, samplesPerClass, batch);
  });
  return mbibLossOf(tapLogits.length, samplesPerClass, options)(labels, [...tapLogits, zLogits]);
}

/** The MBIB loss with its arguments but the tensors checked; the inputs are one a head, or one with all side by side. */
export function mbibLossOf(taps: number, samplesPerClass: ClassCounts, options: MbibLossOptions) {
  const { beta, gamma, m, reduction, tapWeights, connections } = resolveOptions<ResolvedOptions>(options, {
    beta: 5,
    gamma: 0,
    m: 0.1,
    reduction: 'mean',
    tapWeights: undefined,
    connections: 'mixture',
  });
  const connected = resolveConnections(connections, tapWeights, taps);
  const headWeights = Array.from({ length: taps + 1 }, (_, head) =>
    connected.reduce((sum, [t, s, weight]) => (t === head || s === head ? sum + weight : sum), 0),
  );
  const distilled = connected.map(([t, s, weight]): Connection => [t, s, beta * weight]);
  const distillation = beta === 0 ? {} : { distillation: { gamma, connections: distilled } };
  return (labels: tf.Tensor, inputs: tf.Tensor[]): tf.Tensor => {
    assertLabels(labels, inputs[0]!.shape[0]!, samplesPerClass.length);
    return connectedHeadsLoss(inputs, {
      samplesPerClass,
      crossEntropy: { labels, headWeights, m, reduction },
      ...distillation,
    });
  };
}

type ResolvedOptions = Required<Omit<MbibLossOptions, 'tapWeights'>> & {
  tapWeights: readonly number[] | undefined;
};
