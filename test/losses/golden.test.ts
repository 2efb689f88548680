import * as tf from '@tensorflow/tfjs-core';
import { balancedSoftmaxLoss, selfDistillationLoss } from 'mbib';
import { describe, expect, it } from 'vitest';
import { onHalfFloats, tolerance } from '../support/backend';
import { expectClose } from '../support/close';
import { evaluateGolden, headsOf } from '../support/evaluate-golden';
import { goldenCases, type Variant } from '../support/golden';
import { read } from '../support/read';

/** Half floats have 11 bits: that they are right, not how exact, is shown there. */
const half = onHalfFloats();

describe('the losses equal the float64 reference', () => {
  for (const golden of goldenCases) {
    for (const [variant, expected] of Object.entries(golden.expected)) {
      it(`${golden.id} ${variant}: K ${golden.K}, ${golden.reduction}, γ ${golden.gamma}`, async () => {
        const [loss, ...gradients] = await read(() => evaluateGolden(variant as Variant, golden));
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
