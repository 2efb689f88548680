import { sadeLoss } from 'mbib/baselines';
import type { Method } from '../method';
import { ldamRecipe } from '../own-recipe';
import { cosineExpertHeads, meanLogits } from './expert-heads';
import { noFeatureHeads } from './no-feature-heads';

const title = 'SADE';

/** Three experts behind a shared stage: for the training's classes, for balanced and for inverse ones. */
export const sade: Method<never> = {
  title,
  group: 'Several experts',
  source:
    'Zhang et al. 2022, Self-Supervised Aggregation of Diverse Experts for Test-Agnostic Long-Tailed Recognition',
  options: {},
  classifier: { cosine: 30 },
  recipe: { ...ldamRecipe, source: "SADE's configurations", weightDecay: 5e-4, nesterov: true, factor: 0.1 },
  taps: 'last',
  decomposes: true,
  experts: () => 3,
  heads: cosineExpertHeads,
  featureHeads: noFeatureHeads(title),
  loss: ({ labels, logits, samplesPerClass, whole }) =>
    sadeLoss(labels, logits, samplesPerClass, { ...(whole && { whole }) }),
  scores: meanLogits,
};
