import { bibLoss, classWeights } from 'mbib';
import { bottleneckFeatureHeads, bottleneckHeads, sumOfLastTwo } from './bottleneck-heads';
import { paperOptions } from './loss-options';
import type { Method } from './method';
import { paperRecipe } from './own-recipe';

const { beta, gamma, m, tau } = paperOptions;

/** Balanced information bottleneck: v and z on the last tap. */
export const bib: Method<'beta' | 'gamma' | 'm' | 'tau'> = {
  title: 'BIB',
  colour: 2,
  source: 'Mixture of Balanced Information Bottlenecks, Eq. 9 and Figure 1',
  options: { beta, gamma, m, tau },
  recipe: paperRecipe,
  taps: 'last',
  twoBranches: true,
  decomposes: true,
  heads: bottleneckHeads,
  featureHeads: bottleneckFeatureHeads,
  classWeights: ({ samplesPerClass, options: { m } }) => classWeights(samplesPerClass, m),
  loss: ({ labels, logits: [v, z], samplesPerClass, options: { beta, gamma, m, tau }, whole }) =>
    bibLoss(labels, v!, z!, samplesPerClass, { beta, gamma, m, tau, whole }),
  scores: sumOfLastTwo,
};
