import type * as tf from '@tensorflow/tfjs-core';
import { cosineKernel, ldamLoss } from 'mbib/baselines';
import { assertWeight } from '../../../../checks';
import type { LossOption } from '../loss-options';
import type { Method, MethodBatch } from '../method';
import { ldamRecipe } from '../own-recipe';
import { singleFeatureHead } from '../single-feature-head';
import { singleHead } from '../single-head';
import { cbBeta, deferredWeights, drwStart } from './deferred-weights';
import { onPlainNet } from './on-plain-net';

const ldamMargin: LossOption = {
  title: 'largest margin',
  text: 'margin of the rarest class',
  check: assertWeight,
  default: 0.5,
};

const source = 'Cao et al. 2019, Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss';

/** The plain network with a cosine classifier that starts as LDAM's does: uniform, with columns of length 1. */
const onCosineNet = {
  ...onPlainNet,
  classifier: { cosine: 30 },
  heads: (tapped, task) => singleHead(tapped, task, { neck: false, cosineStart: cosineKernel }),
  featureHeads: (widths, task) => singleFeatureHead(widths, task, { neck: false, cosineStart: cosineKernel }),
} as const satisfies Partial<Method>;

/** The plain network with a cosine classifier and margins that are larger for rarer classes. */
export const ldam: Method<'ldamMargin'> = {
  ...onCosineNet,
  title: 'LDAM',
  source,
  options: { ldamMargin },
  recipe: ldamRecipe,
  loss: (batch) => marginLoss(batch),
};

/** {@link ldam} with class weights late in the training. */
export const ldamDrw: Method<'ldamMargin' | 'cbBeta' | 'drwStart'> = {
  ...onCosineNet,
  title: 'LDAM-DRW',
  source,
  options: { ldamMargin, cbBeta, drwStart },
  recipe: ldamRecipe,
  classWeights: deferredWeights,
  loss: (batch) => marginLoss(batch, deferredWeights(batch)),
};

/** The margins are in units of the cosines; a linear classifier, which has none, has them in those of its logits. */
function marginLoss(
  { labels, logits, samplesPerClass, options, classifier, whole }: MethodBatch<'ldamMargin'>,
  classWeights?: Float32Array,
): tf.Scalar {
  const scale = typeof classifier === 'object' ? classifier.cosine : 1;
  const given = { maxMargin: options.ldamMargin, scale, scaled: true, classWeights, whole };
  return ldamLoss(labels, logits[0]!, samplesPerClass, given);
}
