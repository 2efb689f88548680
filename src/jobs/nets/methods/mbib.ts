import { classWeights, mbibLoss } from 'mbib';
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
  classWeights: ({ samplesPerClass, options: { m } }) => classWeights(samplesPerClass, m),
  loss({ labels, logits, samplesPerClass, options: { beta, gamma, m, a, b }, whole }) {
    const tapLogits = logits.slice(0, -1);
    // The paper's three taps have a, b and 1. One tap alone is BIB, two have b and 1, and of more than three all shallow ones have a.
    const tapWeights = tapLogits.map((_, i) => [1, b][tapLogits.length - 1 - i] ?? a);
    const options = { beta, gamma, m, tapWeights, whole };
    return mbibLoss(labels, tapLogits, logits.at(-1)!, samplesPerClass, options);
  },
  scores: sumOfLastTwo,
};
