import * as tf from '@tensorflow/tfjs-core';
import { resltLoss } from 'mbib/baselines';
import { assertShare } from '../../../../checks';
import type { Method } from '../method';
import { ldamRecipe } from '../own-recipe';
import { onPlainNet } from './on-plain-net';
import { resltFeatureHeads, resltHeads } from './reslt-heads';

/**
 * ResLT: three branches, which have all classes, those behind the first 35 % of the classes by frequency, and those behind the first 70 %.
 * Its classifiers are linear; others are refused. A batch cannot be computed in parts.
 */
export const reslt: Method<'resltBeta'> = {
  ...onPlainNet,
  title: 'ResLT',
  source: 'Cui et al. 2022, ResLT: Residual Learning for Long-tailed Recognition',
  options: {
    resltBeta: {
      title: 'β of ResLT',
      text: "weight of the branches' own losses of ResLT",
      check: assertShare,
      default: 0.995,
    },
  },
  recipe: {
    ...ldamRecipe,
    source: "ResLT's scripts for CIFAR",
    weightDecay: 5e-4,
    nesterov: true,
    warmup: 'third',
    factor: 0.1,
  },
  decomposes: false,
  heads: resltHeads,
  featureHeads: resltFeatureHeads,
  loss: ({ labels, logits, samplesPerClass, options: { resltBeta } }) =>
    resltLoss(labels, logits, branchClasses(samplesPerClass), { beta: resltBeta }),
  scores: (logits) => tf.addN(logits),
};

/** The classes of each branch: of 100 classes by descending frequency those from 0, from 35 and from 70 on. */
function branchClasses(samplesPerClass: readonly number[]): number[][] {
  const byFrequency = samplesPerClass.map((_, k) => k);
  byFrequency.sort((a, b) => samplesPerClass[b]! - samplesPerClass[a]! || a - b);
  return [0, 0.35, 0.7].map((share) => byFrequency.slice(Math.round(share * byFrequency.length)));
}
