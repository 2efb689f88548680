import { labelAwareSmoothingLoss } from 'mbib/baselines';
import { assertShare } from '../../../../checks';
import type { Method } from '../method';
import { onPlainNet } from './on-plain-net';

/** The plain network with labels that are smoothed more for frequent classes. Its paper uses the loss in a second stage. */
export const labelAwareSmoothing: Method<'smoothingHead' | 'smoothingTail'> = {
  ...onPlainNet,
  title: 'Label-aware smoothing',
  source: 'Zhong et al. 2021, Improving Calibration for Long-Tailed Recognition (MiSLAS)',
  options: {
    smoothingHead: {
      title: 'smoothing, head',
      text: 'smoothing of the labels of the most frequent class',
      check: assertShare,
      default: 0.4,
    },
    smoothingTail: {
      title: 'smoothing, tail',
      text: 'smoothing of the labels of the rarest class',
      check: assertShare,
      default: 0.1,
    },
  },
  loss: ({ labels, logits, samplesPerClass, options: { smoothingHead, smoothingTail }, whole }) => {
    const given = { head: smoothingHead, tail: smoothingTail, whole };
    return labelAwareSmoothingLoss(labels, logits[0]!, samplesPerClass, given);
  },
};
