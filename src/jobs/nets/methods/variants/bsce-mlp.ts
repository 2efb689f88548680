import { bsce } from '../bsce';
import type { Method } from '../method';
import { singleFeatureHead } from '../single-feature-head';
import { behindPool } from '../single-head';
import { variantOf } from './variant-of';

/** Branch z of the paper alone, pool → neck → fully connected → neck → classifier, with balanced softmax cross entropy. */
export const bsceMlp: Method<'m' | 'tau'> = {
  ...variantOf(bsce),
  title: 'Balanced softmax, MLP',
  source: 'Mixture of Balanced Information Bottlenecks, Table 7',
  heads: (tapped, task) => behindPool(tapped, (width) => singleFeatureHead([width], task, { branch: 'z' })),
  featureHeads: (widths, task) => singleFeatureHead(widths, task, { branch: 'z' }),
};
