import { ladeLoss } from 'mbib/baselines';
import { assertWeight } from '../../../../checks';
import type { Method } from '../method';
import { ldamRecipe } from '../own-recipe';
import { onPlainNet } from './on-plain-net';

/** The plain network with LADE, whose regulariser is one number a batch: batches cannot be computed in parts. */
export const lade: Method<'ladeAlpha' | 'ladeLambda'> = {
  ...onPlainNet,
  title: 'LADE',
  source: 'Hong et al. 2021, Disentangling Label Distribution for Long-tailed Visual Recognition',
  options: {
    ladeAlpha: {
      title: 'α of LADE',
      text: 'weight of the regulariser of LADE',
      check: assertWeight,
      weighsLoss: true,
      default: 0.1,
    },
    ladeLambda: {
      title: 'λ of LADE',
      text: 'weight of the squares in the regulariser of LADE',
      check: assertWeight,
      weighsLoss: true,
      default: 0.01,
    },
  },
  recipe: {
    ...ldamRecipe,
    source: "LADE's README; its network there is another one, the two-branch ResNet-32 of BBN",
    batchSize: 256,
    learningRate: 0.2,
    weightDecay: 5e-4,
    warmup: 'third',
    milestones: [120, 160],
  },
  decomposes: false,
  loss: ({ labels, logits, samplesPerClass, options: { ladeAlpha, ladeLambda } }) =>
    ladeLoss(labels, logits[0]!, samplesPerClass, { alpha: ladeAlpha, lambda: ladeLambda }),
};
