import * as tf from '@tensorflow/tfjs-core';
import { balancedSoftmaxLoss, bibLoss } from 'mbib';
import { describe, expect, it } from 'vitest';
import { onGpu, onHalfFloats } from '../../support/backend';
import { expectClose } from '../../support/close';
import { read } from '../../support/read';
import { referenceLoss } from '../../support/reference-loss';

const closeness = onHalfFloats() ? { rtol: 5e-3, atol: 5e-3 } : { rtol: 1e-5, atol: onGpu() ? 1e-4 : 1e-6 };

/** Class ids for the fused form, targets for the composed one. */
const forms = {
  fused: (id: number) => tf.tensor1d([id], 'int32'),
  composed: (id: number, classes: number) =>
    tf.tensor2d([Array.from({ length: classes }, (_, k) => Number(k === id))]),
};

describe('counts of large data sets', () => {
  for (const [form, labelOf] of Object.entries(forms)) {
    it.each<[number[], number[], number, number]>([
      [[65520, 1], [0, 0], 1, 11.0901],
      [[70000, 700, 7], [0, 0, 0], 2, Math.log(70707 / 7)],
      [
        [70000, 700, 7],
        [0, 3, 9],
        0,
        Math.log(70000 + 700 * Math.exp(3) + 7 * Math.exp(9)) - Math.log(70000),
      ],
      [[3e38, 3e36], [0, 0], 1, Math.log(101)],
      [[2e-37, 1e-37], [1, 0], 0, Math.log(1 + Math.exp(-1) / 2)],
      [[1e8, 1], [0, 8], 1, Math.log(1 + 1e8 * Math.exp(-8))],
    ])(`${form}: %j`, async (counts, logits, id, expected) => {
      const [loss, gradient] = await read(() => {
        const { value, grad } = tf.valueAndGrad((x: tf.Tensor) =>
          balancedSoftmaxLoss(labelOf(id, counts.length), x, counts, { m: 0 }),
        )(tf.tensor2d([logits]));
        return [value, grad];
      });
      expectClose(loss!, expected, closeness);
      const largest = Math.max(...counts);
      const p = counts.map((n, k) => (n / largest) * Math.exp(logits[k]!));
      const total = p.reduce((a, b) => a + b);
      expectClose(
        gradient!,
        p.map((x, k) => x / total - Number(k === id)),
        closeness,
      );
    });

    it(`${form}: only their proportions matter`, async () => {
      const counts = [70, 7, 1];
      const losses = await Promise.all(
        [1, 1e-3, 1000, 1e30].map((scale) =>
          read(() => {
            const v = tf.tensor2d([[1, -2, 3]]);
            const z = tf.tensor2d([[0, 2, 1]]);
            const scaled = counts.map((n) => n * scale);
            return [bibLoss(labelOf(1, 3), v, z, scaled, { gamma: 0.5 })];
          }),
        ),
      );
      for (const loss of losses) expectClose(loss, losses[0]!, { rtol: onHalfFloats() ? 2e-3 : 1e-6 });
    });
  }

  it.each([
    ['ids', () => tf.tensor1d([2], 'int32')],
    ['a column of ids', () => tf.tensor2d([2], [1, 1])],
    ['one-hot targets', () => tf.tensor2d([[0, 0, 1]])],
    ['soft targets', () => tf.tensor2d([[0, 0.5, 0.5]])],
  ] as [string, () => tf.Tensor][])(
    'are refused where float32 does not hold their ratio: %s',
    async (_, labels) => {
      const compute = (counts: number[], reduction: 'mean' | 'none') => () => {
        const { value, grad } = tf.valueAndGrad((x: tf.Tensor) =>
          tf.sum(balancedSoftmaxLoss(labels(), x, counts, { reduction })),
        )(tf.tensor2d([[0, 1, 2]]));
        return [value, grad];
      };
      for (const reduction of ['mean', 'none'] as const) {
        expect(() => tf.tidy(compute([1e38, 1e-5, 1], reduction))).toThrow(
          /^samplesPerClass\[1\] must be at least 2\^-126 \(1\.2e-38\) of the largest count, 1e\+38, .*, got 0\.00001$/,
        );
        if (onHalfFloats()) continue;
        const [value, gradient] = await read(compute([1e38, 2, 2], reduction));
        expect(value![0]).toBeGreaterThan(0);
        expect(gradient!.every(Number.isFinite)).toBe(true);
      }
    },
  );

  it('are right with more classes than half floats have whole numbers, labels in the middle and at the end', async () => {
    const classes = 4099;
    const counts = Array.from({ length: classes }, (_, k) => 1 + (k % 1000));
    const logits = [3, 5].map((step) => counts.map((_, k) => ((k * step) % 16) / 8));
    const ids = [2049, 4097];
    const targets = ids.map((id) => counts.map((_, k) => Number(k === id)));
    const expected = referenceLoss({
      logits: [logits],
      targets,
      counts,
      connections: [[0, 0, 0.5]],
      beta: 0,
      gamma: 0,
      m: 0.1,
      reduction: 'mean',
    });
    const [loss, gradient] = await read(() => {
      const { value, grad } = tf.valueAndGrad((x: tf.Tensor) =>
        balancedSoftmaxLoss(tf.tensor1d(ids, 'int32'), x, counts),
      )(tf.tensor2d(logits));
      return [value, grad];
    });
    expectClose(loss!, expected.values, closeness);
    ids.forEach((id, row) => {
      expectClose(gradient![row * classes + id]!, expected.gradients[0]![row]![id]!, closeness);
      expect(Math.abs(gradient![row * classes + id - 1]!)).toBeLessThan(0.01);
    });
  });
});
