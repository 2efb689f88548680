import * as tf from '@tensorflow/tfjs-core';
import { balancedSoftmaxLoss, bibLoss, type MbibLossOptions, mbibLoss, selfDistillationLoss } from 'mbib';
import { describe, expect, it } from 'vitest';
import { onHalfFloats, tolerance } from '../support/backend';
import { expectClose } from '../support/close';
import { type GoldenCase, goldenCases, type Variant } from '../support/golden';
import { read } from '../support/read';

/** Half floats have 11 bits: that they are right, not how exact, is shown there. */
const half = onHalfFloats();

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
function evaluate(variant: Variant, golden: GoldenCase): tf.Tensor[] {
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

function headsOf(variant: Variant) {
  return variant === 'bib' ? (['v3', 'z'] as const) : (['v1', 'v2', 'v3', 'z'] as const);
}

describe('the losses equal the float64 reference', () => {
  for (const golden of goldenCases) {
    for (const [variant, expected] of Object.entries(golden.expected)) {
      it(`${golden.id} ${variant}: K ${golden.K}, ${golden.reduction}, γ ${golden.gamma}`, async () => {
        const [loss, ...gradients] = await read(() => evaluate(variant as Variant, golden));
        expectClose(loss!, expected.loss, { rtol: half ? 0.01 : 1e-5 });
        const float32Bound = expected.f32_stable_grad_max_abs_err > 1e-5 ? 2e-4 : 1e-5;
        headsOf(variant as Variant).forEach((head, i) => {
          const atol = half ? 0.05 : tolerance(float32Bound);
          expectClose(gradients[i]!, expected.grads[head]!, { rtol: half ? 0.02 : 0, atol });
        });
      });
    }
  }
});

describe('the terms equal the float64 reference', () => {
  for (const golden of goldenCases) {
    it(`${golden.id}: Loss1, Loss2 and Loss3 of each connection`, async () => {
      const { m, gamma, reduction, counts } = golden;
      for (const [pair, expected] of Object.entries(golden.components)) {
        const [loss1, loss2, vsd] = await read(() => {
          const labels = tf.tensor1d(golden.labels, 'int32');
          const [v, z] = (pair.split(',') as ['v1', 'z']).map((head) => tf.tensor2d(golden.logits[head]));
          return [
            balancedSoftmaxLoss(labels, v!, counts, { m, reduction }),
            balancedSoftmaxLoss(labels, z!, counts, { m, reduction }),
            selfDistillationLoss(v!, z!, counts, { gamma }),
          ];
        });
        expectClose(loss1!, expected.loss1, half ? { rtol: 0.01, atol: 2e-3 } : { atol: 1e-6 });
        expectClose(loss2!, expected.loss2, half ? { rtol: 0.01, atol: 2e-3 } : { atol: 1e-6 });
        // A difference of float32 log-probabilities near −10, whose last digit is 1e-6.
        expectClose(vsd!, expected.vsd, half ? { rtol: 0.01, atol: 0.02 } : { atol: 4e-6 });
      }
    });
  }

  it('covers every reduction and saturated logits', () => {
    expect(new Set(goldenCases.map(({ reduction }) => reduction))).toEqual(new Set(['mean', 'sum', 'none']));
    expect(goldenCases.some(({ logits }) => Math.max(...logits.z.flat()) >= 1000)).toBe(true);
  });
});
