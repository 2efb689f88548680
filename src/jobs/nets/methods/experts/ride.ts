import { classBalancedWeights, rideDiversityTemperatures, rideLoss } from 'mbib/baselines';
import type { Method } from '../method';
import { cosineExpertHeads, meanLogits } from './expert-heads';
import { expertOption } from './expert-option';
import { noFeatureHeads } from './no-feature-heads';

const title = 'RIDE';

/** The share of the training after which rare classes weigh more: epoch 160 of 200. */
const REWEIGHTED_FROM = 0.8;

/** Several experts behind a shared stage, each with the LDAM loss, driven apart from their mean; reweighted late. */
export const ride: Method<'experts'> = {
  title,
  source: 'Wang et al. 2021, Long-tailed Recognition by Routing Diverse Distribution-Aware Experts',
  options: { experts: expertOption },
  taps: 'last',
  decomposes: true,
  experts: ({ experts }) => experts,
  heads: cosineExpertHeads,
  featureHeads: noFeatureHeads(title),
  classWeights: ({ samplesPerClass, progress }) =>
    progress < REWEIGHTED_FROM ? samplesPerClass.map(() => 1) : classBalancedWeights(samplesPerClass),
  loss({ labels, logits, samplesPerClass, progress, whole }) {
    const reweighted = progress >= REWEIGHTED_FROM && {
      classWeights: classBalancedWeights(samplesPerClass),
      diversityTemperatures: rideDiversityTemperatures(samplesPerClass),
    };
    return rideLoss(labels, logits, samplesPerClass, { ...reweighted, ...(whole && { whole }) });
  },
  scores: meanLogits,
};
