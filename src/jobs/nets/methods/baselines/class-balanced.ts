import { classBalancedWeights, crossEntropyLoss } from 'mbib/baselines';
import type { Method } from '../method';
import { ldamRecipe } from '../own-recipe';
import { cbBeta, deferredWeights, drwStart } from './deferred-weights';
import { onPlainNet } from './on-plain-net';

/** The plain network with cross entropy and weights by the effective number of samples. */
export const classBalanced: Method<'cbBeta'> = {
  ...onPlainNet,
  title: 'Class-balanced loss',
  source: 'Cui et al. 2019, Class-Balanced Loss Based on Effective Number of Samples',
  options: { cbBeta },
  recipe: ldamRecipe,
  classWeights: ({ samplesPerClass, options }) => classBalancedWeights(samplesPerClass, options.cbBeta),
  loss: ({ labels, logits, samplesPerClass, options, whole }) => {
    const classWeights = classBalancedWeights(samplesPerClass, options.cbBeta);
    return crossEntropyLoss(labels, logits[0]!, { classWeights, whole });
  },
};

/** The plain network with cross entropy, and with the weights of {@link classBalanced} late in the training. */
export const ceDrw: Method<'cbBeta' | 'drwStart'> = {
  ...onPlainNet,
  title: 'Cross entropy, DRW',
  source: 'Cao et al. 2019, Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss',
  options: { cbBeta, drwStart },
  recipe: ldamRecipe,
  classWeights: deferredWeights,
  loss: ({ labels, logits, whole, ...task }) =>
    crossEntropyLoss(labels, logits[0]!, { classWeights: deferredWeights(task), whole }),
};
