import { logitAdjustedLoss } from 'mbib/baselines';
import { paperOptions } from '../loss-options';
import type { Method } from '../method';
import { onPlainNet } from './on-plain-net';

/** The plain network with logit-adjusted cross entropy: balanced softmax with a strength, without the neck of `bsce`. */
export const logitAdjustment: Method<'tau'> = {
  ...onPlainNet,
  title: 'Logit adjustment',
  source: 'Menon et al. 2021, Long-Tail Learning via Logit Adjustment',
  options: { tau: paperOptions.tau },
  loss: ({ labels, logits, samplesPerClass, options: { tau }, whole }) =>
    logitAdjustedLoss(labels, logits[0]!, samplesPerClass, { tau, whole }),
};
