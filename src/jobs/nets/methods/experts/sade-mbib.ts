import * as tf from '@tensorflow/tfjs-core';
import { sadeInversePrior } from 'mbib/baselines';
import type { PaperOptions } from '../loss-options';
import { mbib } from '../mbib';
import type { Method, MethodBatch } from '../method';
import { bottleneckExpertHeads, meanLogits } from './expert-heads';
import { noFeatureHeads } from './no-feature-heads';

const title = 'SADE + MBIB';
const EXPERTS = 3;

/** Strength of the third expert's inverse prior, as in SADE. */
const TAU = 2;

/**
 * SADE with the heads and the loss of MBIB in each expert. What SADE adds to an expert's logits is the logarithm of the counts that its MBIB
 * is trained with: 1 of each class for the first, the training's for the second, and the training's divided by the τ-th power of the
 * inverse ones for the third. MBIB's class weights follow from the same counts.
 */
export const sadeMbib: Method<keyof PaperOptions> = {
  title,
  group: 'Several experts',
  source: 'Mixture of Balanced Information Bottlenecks, Appendix G and Table 8',
  options: mbib.options,
  taps: 'all',
  twoBranches: true,
  // Each expert's mean has class weights of its own, and what is known of a whole batch is one sum of them.
  decomposes: false,
  experts: () => EXPERTS,
  heads: bottleneckExpertHeads,
  featureHeads: noFeatureHeads(title),
  loss(batch) {
    const counts = countsOfExperts(batch.samplesPerClass);
    const losses = headsOf(batch.logits).map((logits, index) =>
      mbib.loss({ ...batch, logits, samplesPerClass: counts[index]!, whole: undefined }),
    );
    return tf.addN(losses) as tf.Scalar;
  },
  scores: (logits) => meanLogits(headsOf(logits).flatMap((own) => own.slice(-2))),
};

/** The logits of each expert's heads. */
function headsOf(logits: MethodBatch['logits']): tf.Tensor2D[][] {
  const heads = logits.length / EXPERTS;
  return Array.from({ length: EXPERTS }, (_, index) => logits.slice(index * heads, (index + 1) * heads));
}

/** The counts whose logarithms are added to the logits of the first, the second and the third expert, but for a constant. */
export function countsOfExperts(samplesPerClass: readonly number[]): number[][] {
  const total = samplesPerClass.reduce((sum, count) => sum + count);
  const inverse = sadeInversePrior(samplesPerClass);
  return [
    samplesPerClass.map(() => 1),
    [...samplesPerClass],
    samplesPerClass.map((count, k) => count / total / inverse[k]! ** TAU),
  ];
}
