import { balancedSoftmaxLoss, classWeights } from 'mbib';
import { paperOptions } from './loss-options';
import type { Method } from './method';
import { singleFeatureHead } from './single-feature-head';
import { singleHead } from './single-head';

/** Branch v of the paper, pool → batch-norm neck → classifier, with balanced softmax cross entropy. */
export const bsce: Method<'m' | 'tau'> = {
  title: 'Balanced softmax',
  colour: 1,
  source: 'Ren et al. 2020, Balanced Meta-Softmax for Long-Tailed Visual Recognition',
  options: { m: paperOptions.m, tau: paperOptions.tau },
  // Without class weights; with them the paper calls it BSC.
  defaults: { m: 0 },
  taps: 'last',
  decomposes: true,
  heads: (tapped, task) => singleHead(tapped, task, { neck: true }),
  featureHeads: (widths, task) => singleFeatureHead(widths, task, { neck: true }),
  classWeights: ({ samplesPerClass, options: { m } }) => classWeights(samplesPerClass, m),
  loss: ({ labels, logits, samplesPerClass, options: { m, tau }, whole }) =>
    balancedSoftmaxLoss(labels, logits[0]!, samplesPerClass, { m, tau, whole }),
  scores: ([logits]) => logits!,
};
