import { diveLoss } from 'mbib/baselines';
import { assertScale, assertShare, reject, show } from '../../../../checks';
import type { Method } from '../method';
import { ldamRecipe } from '../own-recipe';
import { onPlainNet } from './on-plain-net';

/** The plain network that learns balanced softmax and from a teacher, which in its paper is a net trained with balanced softmax. */
export const dive: Method<'diveAlpha' | 'diveTemperature' | 'divePower'> = {
  ...onPlainNet,
  title: 'DiVE',
  source: 'He, Wu, Wei 2021, Distilling Virtual Examples for Long-tailed Recognition',
  needsTeacher: true,
  options: {
    diveAlpha: {
      title: 'α of DiVE',
      text: "weight of DiVE's distillation, of which balanced softmax has the rest",
      check: assertShare,
      default: 0.5,
    },
    diveTemperature: {
      title: 'T of DiVE',
      text: 'temperature of teacher and student of DiVE',
      check: assertScale,
      default: 2,
    },
    divePower: {
      title: 'p of DiVE',
      text: "power that flattens the teacher's probabilities; 1 is plain distillation",
      check: assertScale,
      default: 0.5,
    },
  },
  check({ options: { divePower, diveTemperature } }) {
    const quotient = divePower / diveTemperature;
    if (quotient >= 1e-18 && quotient <= 1e18) return;
    reject('options.divePower', 'be 1e-18 to 1e18 times options.diveTemperature', show(divePower));
  },
  recipe: {
    ...ldamRecipe,
    source: 'the configurations of DiVE in BagofTricks-LT, for imbalance factors 100 and 50',
    warmup: 'third',
    milestones: [120, 160],
  },
  featureHeads: () => {
    throw new RangeError(
      'method must be one that learns from features alone: the teacher of DiVE looks at the images of each step, of which features are not enough.',
    );
  },
  loss: ({
    labels,
    logits,
    samplesPerClass,
    options: { diveAlpha: alpha, diveTemperature: temperature, divePower: power },
    teacher,
    whole,
  }) => diveLoss(labels, teacher!, logits[0]!, samplesPerClass, { alpha, temperature, power, whole }),
};
