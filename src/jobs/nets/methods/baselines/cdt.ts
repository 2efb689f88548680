import { cdtLoss, cdtTemperatures } from 'mbib/baselines';
import { assertFinite } from '../../../../checks';
import type { Method } from '../method';
import { ldamRecipe } from '../own-recipe';
import { onPlainNet } from './on-plain-net';

/** The plain network with class-dependent temperatures in training. */
export const cdt: Method<'cdtGamma'> = {
  ...onPlainNet,
  title: 'CDT',
  source: 'Ye et al. 2020, Identifying and Compensating for Feature Deviation in Imbalanced Deep Learning',
  options: {
    cdtGamma: {
      title: 'γ of CDT',
      text: 'exponent of the temperatures of CDT',
      check: assertFinite,
      default: 0.2,
    },
  },
  check({ samplesPerClass, options: { cdtGamma } }) {
    try {
      cdtTemperatures(samplesPerClass, cdtGamma);
    } catch (error) {
      // The library calls it gamma.
      throw new RangeError((error as Error).message.replace(/^gamma/, 'options.cdtGamma'), { cause: error });
    }
  },
  recipe: {
    ...ldamRecipe,
    source: 'the configuration cdt/cifar100_im100 of BagofTricks-LT',
    warmup: 'third',
  },
  loss: ({ labels, logits, samplesPerClass, options: { cdtGamma }, whole }) =>
    cdtLoss(labels, logits[0]!, samplesPerClass, { gamma: cdtGamma, whole }),
};
