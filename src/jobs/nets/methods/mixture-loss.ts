import type * as tf from '@tensorflow/tfjs-core';
import { type Connections, mbibLoss } from 'mbib';
import type { PaperOptions } from './loss-options';
import type { MethodBatch } from './method';

/**
 * The loss of several bottlenecks, Eq. 11, with the weights of the taps by the paper's a and b.
 *
 * @param connections which heads are connected: `'mixture'` is MBIB
 *
 * @example
 * ```ts
 * const loss = mixtureLoss(batch, 'sequential');
 * ```
 */
export function mixtureLoss(
  { labels, logits, samplesPerClass, options, whole }: MethodBatch<keyof PaperOptions>,
  connections: Connections,
): tf.Scalar {
  const { beta, gamma, m, tau, a, b } = options;
  const tapLogits = logits.slice(0, -1);
  // The paper's three taps have a, b and 1. One tap alone is BIB, two have b and 1, and of more than three all shallow ones have a.
  const tapWeights = tapLogits.map((_, i) => [1, b][tapLogits.length - 1 - i] ?? a);
  const given = { beta, gamma, m, tau, tapWeights, connections, whole };
  return mbibLoss(labels, tapLogits, logits.at(-1)!, samplesPerClass, given);
}
