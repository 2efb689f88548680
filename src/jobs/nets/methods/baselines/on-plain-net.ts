import type { Method } from '../method';
import { singleFeatureHead } from '../single-feature-head';
import { singleHead } from '../single-head';

/** What the methods on the plain network, global average pool → classifier, have in common: all but the loss and what it is called. */
export const onPlainNet = {
  group: 'Losses of other papers',
  taps: 'last',
  decomposes: true,
  heads: (tapped, task) => singleHead(tapped, task, { neck: false }),
  featureHeads: (widths, task) => singleFeatureHead(widths, task, { neck: false }),
  scores: ([logits]) => logits!,
} as const satisfies Pick<Method, 'group' | 'taps' | 'decomposes' | 'heads' | 'featureHeads' | 'scores'>;
