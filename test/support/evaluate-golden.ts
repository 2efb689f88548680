import * as tf from '@tensorflow/tfjs-core';
import { bibLoss, type MbibLossOptions, mbibLoss } from 'mbib';
import type { GoldenCase, Variant } from './golden';

/** The `connections` of each variant; 'all5' is ALL-MBIB without v1→v3. */
function connectionsOf(variant: Variant, { a, b }: GoldenCase): MbibLossOptions {
  if (variant === 'se') return { connections: 'sequential', tapWeights: [a, b, 1] };
  if (variant === 'all') return { connections: 'all', tapWeights: [a, b, 1] };
  if (variant === 'mbib') return { tapWeights: [a, b, 1] };
  return {
    connections: [
      [0, 1, a],
      [0, 3, a],
      [1, 2, b],
      [1, 3, b],
      [2, 3, 1],
    ],
  };
}

/** Loss and gradients of a variant, by the public function that computes it. */
export function evaluateGolden(variant: Variant, golden: GoldenCase): tf.Tensor[] {
  const { beta, gamma, m, reduction, counts, B } = golden;
  const options = { beta, gamma, m, reduction };
  const labels = tf.tensor1d(golden.labels, 'int32');
  const logits = headsOf(variant).map((head) => tf.tensor2d(golden.logits[head]));
  const loss = (...inputs: tf.Tensor[]) =>
    variant === 'bib'
      ? bibLoss(labels, inputs[0]!, inputs[1]!, counts, options)
      : mbibLoss(labels, inputs.slice(0, 3), inputs[3]!, counts, {
          ...options,
          ...connectionsOf(variant, golden),
        });
  const cotangent = reduction === 'none' ? tf.ones([B]) : tf.scalar(1);
  const { value, grads } = tf.valueAndGrads(loss)(logits, cotangent);
  return [value, ...grads];
}

/** The heads that a variant has. */
export function headsOf(variant: Variant) {
  return variant === 'bib' ? (['v3', 'z'] as const) : (['v1', 'v2', 'v3', 'z'] as const);
}
