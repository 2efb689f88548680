import type * as tf from '@tensorflow/tfjs-core';
import type { ClassCounts } from '../checks';
import { assertLabels } from './assert-labels';
import { classStatistics } from './class-statistics';
import { connectedHeadsLoss } from './connected-heads-loss';
import type { Connection } from './connections';
import { assertPart, type BibLossOptions, type WholeBatch } from './loss-options';

/** The options of {@link sumOfBibLosses}, none of them left out. */
interface SumOfBibLosses extends Required<Omit<BibLossOptions, 'whole'>> {
  whole: WholeBatch | undefined;
  connections: readonly Connection[];
}

/**
 * The weighted sum of the BIB losses (Eq. 9) of some connections. With one connection it is BIB, with several MBIB (Eq. 11).
 *
 * A connection adds the cross entropies of both of its heads, so a head that takes part in several has the sum of their weights.
 *
 * @param taps number of taps T; with z there are T + 1 heads
 * @throws RangeError where `m`, `gamma` or `tau` does not fit the counts
 * @returns a function of the labels and the logits, which are one tensor a head or one tensor with all side by side
 */
export function sumOfBibLosses(
  taps: number,
  samplesPerClass: ClassCounts,
  { beta, gamma, m, tau, reduction, whole, connections }: SumOfBibLosses,
) {
  const headWeights = Array.from({ length: taps + 1 }, (_, head) =>
    connections.reduce((sum, [t, s, weight]) => (t === head || s === head ? sum + weight : sum), 0),
  );
  const distilled = connections.map(([t, s, weight]): Connection => [t, s, beta * weight]);
  // One without weight takes no part: its divergence may be infinite, and 0 · ∞ would be NaN.
  const effective = distilled.filter(([, , weight]) => weight > 0);
  const distillation = { gamma, connections: effective, wholeSamples: whole?.samples };
  classStatistics(samplesPerClass, m, gamma, tau);
  return (labels: tf.Tensor, inputs: tf.Tensor[]): tf.Tensor => {
    const batch = inputs[0]!.shape[0]!;
    assertLabels(labels, batch, samplesPerClass.length);
    assertPart(whole, batch);
    return connectedHeadsLoss(inputs, {
      samplesPerClass,
      crossEntropy: { labels, headWeights, m, tau, reduction, wholeWeight: whole?.weight },
      ...(effective.length > 0 && { distillation }),
    });
  };
}
