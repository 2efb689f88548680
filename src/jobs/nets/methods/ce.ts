import { crossEntropyLoss } from 'mbib/baselines';
import type { Method } from './method';
import { ldamRecipe } from './own-recipe';
import { singleFeatureHead } from './single-feature-head';
import { singleHead } from './single-head';

/** The plain network, global average pool → classifier, with softmax cross entropy. */
export const ce: Method<never> = {
  title: 'Cross entropy',
  colour: 0,
  source: 'the baseline of the paper, Section 4.1',
  options: {},
  recipe: ldamRecipe,
  taps: 'last',
  decomposes: true,
  heads: (tapped, task) => singleHead(tapped, task, { neck: false }),
  featureHeads: (widths, task) => singleFeatureHead(widths, task, { neck: false }),
  loss: ({ labels, logits, whole }) => crossEntropyLoss(labels, logits[0]!, { whole }),
  scores: ([logits]) => logits!,
};
