import type * as tf from '@tensorflow/tfjs-core';
import type { ClassCounts } from '../checks';
import { assertLabels } from './assert-labels';
import { connectedHeadsLoss } from './connected-heads-loss';
import type { Connection } from './connections';
import type { BibLossOptions } from './loss-options';

/** What {@link sumOfBibLosses} is made of, all of it given. */
interface SumOfBibLosses extends Required<BibLossOptions> {
  connections: readonly Connection[];
}

/**
 * The weighted BIB losses (Eq. 9) of some connections among `taps` taps and z: one connection is BIB, several are MBIB
 * (Eq. 11). The inputs of the function it returns are the logits of all heads, one tensor a head or one with all side by side.
 */
export function sumOfBibLosses(
  taps: number,
  samplesPerClass: ClassCounts,
  { beta, gamma, m, reduction, connections }: SumOfBibLosses,
) {
  const headWeights = Array.from({ length: taps + 1 }, (_, head) =>
    connections.reduce((sum, [t, s, weight]) => (t === head || s === head ? sum + weight : sum), 0),
  );
  const distilled = connections.map(([t, s, weight]): Connection => [t, s, beta * weight]);
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
