import { bibLoss, classWeights } from 'mbib';
import { bib } from '../bib';
import { paperOptions } from '../loss-options';
import type { Method } from '../method';
import { variantOf } from './variant-of';

const { beta, gamma, m, tau } = paperOptions;
const source = 'Mixture of Balanced Information Bottlenecks, Figure 6';

/** What is plain cross entropy in place of the balanced one: no class weights, and no logarithms of the counts. */
const notBalanced = { m: 0, tau: 0 };

/** The net of BIB with plain cross entropies, and without self-distillation. */
export const ceTwoBranches: Method<never> = {
  ...variantOf(bib),
  title: 'Cross entropy, two branches',
  source,
  options: {},
  classWeights: ({ samplesPerClass }) => classWeights(samplesPerClass, 0),
  loss: ({ labels, logits: [v, z], samplesPerClass, whole }) =>
    bibLoss(labels, v!, z!, samplesPerClass, { ...notBalanced, beta: 0, whole }),
};

/** The net of BIB with plain cross entropies: self-distillation without rebalancing. */
export const sdib: Method<'beta' | 'gamma'> = {
  ...variantOf(bib),
  title: 'SDIB',
  source,
  options: { beta, gamma },
  classWeights: ({ samplesPerClass }) => classWeights(samplesPerClass, 0),
  loss: ({ labels, logits: [v, z], samplesPerClass, options: { beta, gamma }, whole }) =>
    bibLoss(labels, v!, z!, samplesPerClass, { ...notBalanced, beta, gamma, whole }),
};

/** The net of BIB without self-distillation: v and z learn independently. */
export const bsceTwoBranches: Method<'m' | 'tau'> = {
  ...variantOf(bib),
  title: 'Balanced softmax, two branches',
  source,
  options: { m, tau },
  classWeights: ({ samplesPerClass, options: { m } }) => classWeights(samplesPerClass, m),
  loss: ({ labels, logits: [v, z], samplesPerClass, options: { m, tau }, whole }) =>
    bibLoss(labels, v!, z!, samplesPerClass, { m, tau, beta: 0, whole }),
};
