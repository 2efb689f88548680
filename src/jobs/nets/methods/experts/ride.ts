import { rideDiversityTemperatures, rideLoss } from 'mbib/baselines';
import { cbBeta, deferredWeights, drwStart } from '../baselines/deferred-weights';
import type { Method } from '../method';
import { ldamRecipe } from '../own-recipe';
import { cosineExpertHeads, meanLogits, scaleOf } from './expert-heads';
import { expertOption } from './expert-option';
import { noFeatureHeads } from './no-feature-heads';

const title = 'RIDE';

/** Several experts behind a shared stage, each with the LDAM loss, driven apart from their mean; reweighted late. */
export const ride: Method<'experts' | 'cbBeta' | 'drwStart'> = {
  title,
  group: 'Several experts',
  source: 'Wang et al. 2021, Long-tailed Recognition by Routing Diverse Distribution-Aware Experts',
  options: { experts: expertOption, cbBeta, drwStart },
  classifier: { cosine: 30 },
  recipe: { ...ldamRecipe, source: "RIDE's configurations", weightDecay: 5e-4, nesterov: true },
  taps: 'last',
  decomposes: true,
  experts: ({ experts }) => experts,
  heads: cosineExpertHeads,
  featureHeads: noFeatureHeads(title),
  classWeights: deferredWeights,
  loss(batch) {
    const { labels, logits, samplesPerClass, options, classifier, progress, whole } = batch;
    return rideLoss(labels, logits, samplesPerClass, {
      scale: scaleOf(classifier),
      classWeights: deferredWeights(batch),
      ...(progress >= options.drwStart && {
        diversityTemperatures: rideDiversityTemperatures(samplesPerClass),
      }),
      ...(whole && { whole }),
    });
  },
  scores: meanLogits,
};
