import { focalLoss } from 'mbib/baselines';
import { assertExponent } from '../../../../checks';
import type { Method } from '../method';
import { ldamRecipe } from '../own-recipe';
import { onPlainNet } from './on-plain-net';

/** The plain network with the focal loss. */
export const focal: Method<'focalGamma'> = {
  ...onPlainNet,
  title: 'Focal loss',
  source: 'Lin et al. 2017, Focal Loss for Dense Object Detection',
  options: {
    focalGamma: {
      title: 'γ of the focal loss',
      text: 'exponent of the focal loss',
      check: assertExponent,
      default: 1,
    },
  },
  recipe: ldamRecipe,
  loss: ({ labels, logits, options: { focalGamma }, whole }) =>
    focalLoss(labels, logits[0]!, { gamma: focalGamma, whole }),
};
