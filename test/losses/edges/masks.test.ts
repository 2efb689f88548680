import * as tf from '@tensorflow/tfjs-core';
import { balancedSoftmaxLoss, mbibLoss, selfDistillationLoss } from 'mbib';
import { describe, expect, it } from 'vitest';
import { onGpu, onHalfFloats } from '../../support/backend';
import { expectClose } from '../../support/close';
import { read } from '../../support/read';

/** Half floats hold neither −Infinity nor −1e30: a mask there is a number that they hold. */
const half = onHalfFloats();
const MASK = half ? -60000 : -Infinity;
const FAR = half ? -60000 : -1e30;
const counts = [90, 30, 9, 3, 1];
const ids = [4, 0];
const closeness = half ? { rtol: 5e-3, atol: 5e-3 } : { rtol: 1e-5, atol: onGpu() ? 1e-4 : 1e-6 };

/** Logits of two samples, of which the masked classes have `mask`. */
const rows = (seed: number, masked: number[], mask: number) =>
  [0, 1].map((row) => counts.map((_, k) => (masked.includes(k) ? mask : Math.sin(7 * seed + 3 * row + k))));

const forms: [string, () => tf.Tensor][] = [
  ['ids', () => tf.tensor1d(ids, 'int32')],
  ['a column of ids', () => tf.tensor2d(ids, [2, 1])],
  ['one-hot targets', () => tf.tensor2d(ids.map((id) => counts.map((_, k) => Number(k === id))))],
  [
    'soft targets',
    () =>
      tf.tensor2d([
        [0.25, 0, 0, 0, 0.75],
        [1, 0, 0, 0, 0],
      ]),
  ],
];

/** Loss and gradients, with classes masked in the taps and in z. */
function evaluate(
  labels: () => tf.Tensor,
  options: object,
  [taps, z]: [taps: number[], z: number[]],
  mask: number,
): Promise<number[][]> {
  return read(() => {
    const heads = [1, 2, 3].map((seed) => tf.tensor2d(rows(seed, seed === 3 ? z : taps, mask)));
    const { value, grads } = tf.valueAndGrads((...[v1, v2, z]: tf.Tensor[]) =>
      tf.sum(mbibLoss(labels(), [v1!, v2!], z!, counts, { tapWeights: [0.5, 1], ...options })),
    )(heads);
    return [value, ...grads];
  });
}

describe('a class whose logits are −∞', () => {
  for (const [form, labels] of forms) {
    for (const reduction of ['mean', 'sum', 'none'] as const) {
      for (const gamma of [0, 0.5]) {
        it(`gives what −1e30 gives, in all heads or in the taps: ${form}, ${reduction}, γ ${gamma}`, async () => {
          for (const places of [
            [
              [1, 3],
              [1, 3],
            ],
            [[2], []],
          ] as [number[], number[]][]) {
            const masked = await evaluate(labels, { reduction, gamma }, places, MASK);
            const far = await evaluate(labels, { reduction, gamma }, places, FAR);
            expect(masked.flat().every(Number.isFinite)).toBe(true);
            masked.forEach((values, i) => {
              expectClose(values, far[i]!, closeness);
            });
            for (const k of places[0]) {
              expect(
                [masked[1]![k], masked[2]![k], masked[1]![5 + k]].every((slope) => Math.abs(slope!) < 1e-6),
              ).toBe(true);
            }
          }
        });
      }
    }
  }

  it('gives what the loss gives without it', async () => {
    const [masked, without] = await read(() => [
      balancedSoftmaxLoss(tf.tensor1d([2], 'int32'), tf.tensor2d([[1, MASK, 0.5]]), [9, 3, 1], { m: 0 }),
      balancedSoftmaxLoss(tf.tensor1d([1], 'int32'), tf.tensor2d([[1, 0.5]]), [9, 1], { m: 0 }),
    ]);
    expectClose(masked!, without!, closeness);
  });
});

const lowest = half ? -65504 : -3.4028234663852886e38;

it.each(forms)('a row of the lowest number throughout is one of equal logits: %s', async (_, labels) => {
  for (const options of [{ gamma: 0 }, { gamma: 0.5, beta: 0 }]) {
    const all = [0, 1, 2, 3, 4];
    const masked = await evaluate(labels, options, [all, all], lowest);
    const equal = await evaluate(labels, options, [all, all], 0);
    masked.forEach((values, i) => {
      expectClose(values, equal[i]!, closeness);
    });
  }
});

// Half floats have no infinity there.
describe.skipIf(half)('an infinite loss', () => {
  for (const [form, labels] of forms) {
    for (const reduction of ['mean', 'sum', 'none'] as const) {
      it(`comes of a masked label, with finite gradients: ${form}, ${reduction}`, async () => {
        const options = { reduction, gamma: 0.5 };
        const [value, ...gradients] = await evaluate(labels, options, [[4], [4]], -Infinity);
        expect(value).toEqual([Infinity]);
        expect(gradients.flat().every(Number.isFinite)).toBe(true);
        const weights = { tapWeights: [0, 1] };
        const [untouched] = await evaluate(
          labels,
          { ...options, ...weights, connections: 'sequential' },
          [[], []],
          0,
        );
        expect(untouched![0]).toBeLessThan(Infinity);
      });

      it(`does not come of a tap without weight: ${form}, ${reduction}`, async () => {
        const [value, ...gradients] = await read(() => {
          const [v1, v2, z] = [1, 2, 3].map((seed) =>
            tf.tensor2d(rows(seed, seed === 1 ? [0, 4] : [], -Infinity)),
          ) as [tf.Tensor, tf.Tensor, tf.Tensor];
          const loss = (...heads: tf.Tensor[]) =>
            tf.sum(
              mbibLoss(labels(), heads.slice(0, 2), heads[2]!, counts, { tapWeights: [0, 1], reduction }),
            );
          const { value, grads } = tf.valueAndGrads(loss)([v1, v2, z]);
          return [value, ...grads];
        });
        expect([...value!, ...gradients.flat()].every(Number.isFinite)).toBe(true);
        expect(gradients[0]!.every((slope) => slope === 0)).toBe(true);
      });
    }
  }

  it('comes of a student that rules out what its teacher expects', async () => {
    const [value, gradient] = await read(() => {
      const teacher = tf.tensor2d([[1, 2, 3]]);
      const student = tf.tensor2d([[1, 2, -Infinity]]);
      const { value, grads } = tf.valueAndGrads((t, s) => selfDistillationLoss(t!, s!, [9, 3, 1]))([
        teacher,
        student,
      ]);
      return [value, grads[1]!];
    });
    expect(value).toEqual([Infinity]);
    expect(gradient!.every(Number.isFinite)).toBe(true);
  });

  it('comes of a row with nothing but −∞, by ids and by targets', async () => {
    for (const labels of [
      () => tf.tensor1d([0, 2], 'int32'),
      () =>
        tf.tensor2d([
          [1, 0, 0],
          [0, 0, 1],
        ]),
    ]) {
      const [value, gradient] = await read(() => {
        const logits = tf.tensor2d([
          [-Infinity, -Infinity, -Infinity],
          [1, 2, 3],
        ]);
        const loss = (x: tf.Tensor) => balancedSoftmaxLoss(labels(), x, [9, 3, 1]);
        const { value, grad } = tf.valueAndGrad(loss)(logits);
        return [value, grad];
      });
      expect(value).toEqual([Infinity]);
      expect(gradient!.every(Number.isFinite)).toBe(true);
      expect(gradient![1]).toBe(0);
    }
  });
});
