import { mbibLoss } from 'mbib';
import { bottleneckFeatureHeads, bottleneckHeads, sumOfLastTwo } from './bottleneck-heads';
import { type PaperOptions, paperOptions } from './loss-options';
import type { Method } from './method';

/** Mixture of balanced information bottlenecks: v on every tap, and z on the last one. */
export const mbib: Method<keyof PaperOptions> = {
  title: 'MBIB',
  source: 'Mixture of Balanced Information Bottlenecks, Eq. 11 and Figure 2',
  options: paperOptions,
  taps: 'all',
  decomposes: true,
  heads: bottleneckHeads,
  featureHeads: bottleneckFeatureHeads,
  loss({ labels, logits, samplesPerClass, options: { beta, gamma, m, a, b } }) {
    const tapLogits = logits.slice(0, -1);
    // With one tap it is BIB, which has no a and no b.
    const tapWeights = tapLogits.length === 1 ? [1] : [a, b, 1];
    return mbibLoss(labels, tapLogits, logits.at(-1)!, samplesPerClass, { beta, gamma, m, tapWeights });
  },
  scores: sumOfLastTwo,
};
