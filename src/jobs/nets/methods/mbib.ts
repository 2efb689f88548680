import { classWeights } from 'mbib';
import { bottleneckFeatureHeads, bottleneckHeads, sumOfLastTwo } from './bottleneck-heads';
import { type PaperOptions, paperOptions } from './loss-options';
import type { Method } from './method';
import { mixtureLoss } from './mixture-loss';
import { paperRecipe } from './own-recipe';

/** Mixture of balanced information bottlenecks: v on every tap, and z on the last one. */
export const mbib: Method<keyof PaperOptions> = {
  title: 'MBIB',
  colour: 3,
  source: 'Mixture of Balanced Information Bottlenecks, Eq. 11 and Figure 2',
  options: paperOptions,
  recipe: paperRecipe,
  taps: 'all',
  twoBranches: true,
  decomposes: true,
  heads: bottleneckHeads,
  featureHeads: bottleneckFeatureHeads,
  classWeights: ({ samplesPerClass, options: { m } }) => classWeights(samplesPerClass, m),
  loss: (batch) => mixtureLoss(batch, 'mixture'),
  scores: sumOfLastTwo,
};
