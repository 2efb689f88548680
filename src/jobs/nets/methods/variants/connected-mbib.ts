import type { PaperOptions } from '../loss-options';
import { mbib } from '../mbib';
import type { Method } from '../method';
import { mixtureLoss } from '../mixture-loss';
import { variantOf } from './variant-of';

/** MBIB whose bottlenecks are in sequence: v1 → v2 → v3 → z. */
export const seMbib: Method<keyof PaperOptions> = {
  ...variantOf(mbib),
  title: 'SE-MBIB',
  source: 'Mixture of Balanced Information Bottlenecks, Figure 5a',
  loss: (batch) => mixtureLoss(batch, 'sequential'),
};

/** MBIB with a bottleneck between each head and every deeper one. */
export const allMbib: Method<keyof PaperOptions> = {
  ...variantOf(mbib),
  title: 'ALL-MBIB',
  source: 'Mixture of Balanced Information Bottlenecks, Figure 5b',
  loss: (batch) => mixtureLoss(batch, 'all'),
};
