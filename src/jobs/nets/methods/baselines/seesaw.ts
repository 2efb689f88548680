import { seesawLoss } from 'mbib/baselines';
import { assertWeight } from '../../../../checks';
import type { Method } from '../method';
import { onPlainNet } from './on-plain-net';

/**
 * The plain network with the Seesaw loss. Its paper counts the samples as they are seen; here the counts are those of the training set from
 * the first step on, so that a resumed training needs to remember nothing.
 */
export const seesaw: Method<'seesawP' | 'seesawQ'> = {
  ...onPlainNet,
  title: 'Seesaw loss',
  source: 'Wang et al. 2021, Seesaw Loss for Long-Tailed Instance Segmentation',
  options: {
    seesawP: {
      title: 'p of Seesaw',
      text: 'exponent of the mitigation of Seesaw',
      check: assertWeight,
      default: 0.8,
    },
    seesawQ: {
      title: 'q of Seesaw',
      text: 'exponent of the compensation of Seesaw',
      check: assertWeight,
      default: 2,
    },
  },
  loss: ({ labels, logits, samplesPerClass, options: { seesawP, seesawQ }, whole }) =>
    seesawLoss(labels, logits[0]!, samplesPerClass, { p: seesawP, q: seesawQ, whole }),
};
