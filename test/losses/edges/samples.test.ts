import * as tf from '@tensorflow/tfjs-core';
import { balancedSoftmaxLoss, bibLoss, mbibLoss, selfDistillationLoss } from 'mbib';
import { describe, expect, it } from 'vitest';
import { onGpu, onHalfFloats } from '../../support/backend';
import { expectClose } from '../../support/close';
import { read } from '../../support/read';

const counts = [9, 3, 1];
const half = onHalfFloats();
const closeness = half ? { rtol: 0.01, atol: 5e-3 } : { rtol: 1e-5, atol: onGpu() ? 1e-4 : 1e-6 };

describe('a batch without samples', () => {
  const forms: [string, () => tf.Tensor][] = [
    ['ids', () => tf.tensor1d([], 'int32')],
    ['float ids', () => tf.tensor1d([])],
    ['a column of ids', () => tf.tensor2d([], [0, 1])],
    ['targets', () => tf.tensor2d([], [0, 3])],
  ];
  for (const [form, labels] of forms) {
    for (const whole of [undefined, { samples: 4, weight: 3 }]) {
      it(`has the loss 0, or no losses, and an empty gradient: ${form}, ${whole ? 'a part' : 'the whole'}`, async () => {
        for (const reduction of ['mean', 'sum', 'none'] as const) {
          const options = { reduction, gamma: 0.5, ...(whole && { whole }) };
          const none = () => tf.tensor2d([], [0, 3]);
          const losses: ((heads: tf.Tensor[]) => tf.Tensor)[] = [
            ([v]) => balancedSoftmaxLoss(labels(), v!, counts, { reduction, ...(whole && { whole }) }),
            ([v, z]) => bibLoss(labels(), v!, z!, counts, options),
            ([v1, v2, v3, z]) => mbibLoss(labels(), [v1!, v2!, v3!], z!, counts, options),
          ];
          for (const [i, loss] of losses.entries()) {
            const shapes: number[][] = [];
            const [value, ...gradients] = await read(() => {
              const inputs = Array.from({ length: 2 ** i }, none);
              const upstream = reduction === 'none' ? tf.tensor1d([]) : tf.scalar(1);
              const { value, grads } = tf.valueAndGrads((...heads) => loss(heads))(inputs, upstream);
              shapes.push(value.shape, ...grads.map(({ shape }) => shape));
              return [value, ...grads];
            });
            expect(value).toEqual(reduction === 'none' ? [] : [0]);
            expect(gradients.flat()).toEqual([]);
            expect(shapes).toEqual([reduction === 'none' ? [0] : [], ...gradients.map(() => [0, 3])]);
          }
        }
      });
    }
  }

  it('has no distillation either', async () => {
    const none = () => tf.tensor2d([], [0, 3]);
    expect(await read(() => [selfDistillationLoss(none(), none(), counts)])).toEqual([[0]]);
  });
});

describe('a part of a whole batch of the weight 0', () => {
  const v = [1, 2, 0, 0, 1, 2];
  const z = [0, 1, 0, 1, 1, 2];
  const forms: [string, () => tf.Tensor][] = [
    ['ids', () => tf.tensor1d([2, 0], 'int32')],
    ['a column of ids', () => tf.tensor2d([2, 0], [2, 1])],
    ['one-hot targets', () => tf.tensor2d([0, 0, 1, 1, 0, 0], [2, 3])],
  ];
  const heads = () => [v, z].map((values) => tf.tensor2d(values, [2, 3]));
  const whole = { samples: 4, weight: 0 };

  it.each(forms)('has a mean of 0, without a gradient: %s', async (_, labels) => {
    const all = await read(() => {
      const { value, grad } = tf.valueAndGrad((x: tf.Tensor) =>
        balancedSoftmaxLoss(labels(), x, counts, { whole }),
      )(heads()[0]!);
      return [value, grad];
    });
    expect(all.flat().map(Math.abs)).toEqual(Array.from({ length: 7 }, () => 0));
  });

  it.each(forms)('leaves the distillation: %s', async (_, labels) => {
    const [both, distillation] = await Promise.all(
      [
        (v: tf.Tensor, z: tf.Tensor) => bibLoss(labels(), v, z, counts, { whole, beta: 2 }),
        (v: tf.Tensor, z: tf.Tensor) => tf.mul(selfDistillationLoss(v, z, counts, { whole }), 2),
      ].map((loss) =>
        read(() => {
          const { value, grads } = tf.valueAndGrads((v, z) => loss(v!, z!) as tf.Scalar)(heads());
          return [value, ...grads];
        }),
      ),
    );
    both!.forEach((values, i) => {
      expectClose(values, distillation![i]!, closeness);
    });
  });

  it.each(forms)('has a sum and losses as without it: %s', async (_, labels) => {
    for (const reduction of ['sum', 'none'] as const) {
      const [with0, without] = await read(() =>
        [{ whole }, {}].map((options) =>
          balancedSoftmaxLoss(labels(), heads()[0]!, counts, { reduction, ...options }),
        ),
      );
      expect(with0).toEqual(without);
    }
  });
});

describe('a sample without a label, a row of zeros among targets', () => {
  const v = [
    [1, 2, 0],
    [0, 1, 2],
    [2, 0, 1],
  ];
  const z = [
    [0, 1, 0],
    [1, 1, 2],
    [2, 1, 1],
  ];
  const labelled = [
    [0, 0, 1],
    [0, 0, 0],
    [0, 1, 0],
  ];
  const lossAndGradients = (targets: number[][], rows: number[], options: object) =>
    read(() => {
      const inputs = [v, z].map((head) => tf.tensor2d(rows.map((row) => head[row]!)));
      const labels = tf.tensor2d(rows.map((row) => targets[row]!));
      const { value, grads } = tf.valueAndGrads((v, z) => bibLoss(labels, v!, z!, counts, options))(inputs);
      return [value, ...grads];
    });

  it('has no weight in the cross entropies', async () => {
    const all = await lossAndGradients(labelled, [0, 1, 2], { beta: 0 });
    const without = await lossAndGradients(labelled, [0, 2], { beta: 0 });
    expectClose(all[0]!, without[0]!, closeness);
    expectClose(all[1]!.slice(3, 6), [0, 0, 0], { atol: 1e-7 });
    expectClose(all[1]!.slice(6), without[1]!.slice(3), closeness);
  });

  it('is distilled like any other', async () => {
    const [value, ofV, ofZ] = await lossAndGradients(labelled, [0, 1, 2], { beta: 2 });
    const [plain, plainOfV, plainOfZ] = await lossAndGradients(labelled, [0, 1, 2], { beta: 0 });
    const [distillation, slope] = await read(() => {
      const { value, grads } = tf.valueAndGrads((t, s) => selfDistillationLoss(t!, s!, counts))([
        tf.tensor2d(v),
        tf.tensor2d(z),
      ]);
      return [tf.mul(value, 2), tf.mul(grads[1]!, 2)];
    });
    expectClose(value![0]! - plain![0]!, distillation!, { ...closeness, rtol: half ? 0.05 : 1e-4 });
    expectClose(ofV!, plainOfV!, closeness);
    expectClose(
      ofZ!.map((x, i) => x - plainOfZ![i]!),
      slope!,
      closeness,
    );
  });

  it.each(['mean', 'sum', 'none'] as const)(
    'makes the cross entropy 0 where all are: %s',
    async (reduction) => {
      const none = v.map((row) => row.map(() => 0));
      for (const whole of [undefined, { samples: 3, weight: 0 }, { samples: 9, weight: 4 }]) {
        const values = await read(() => {
          const logits = tf.tensor2d(v);
          const { value, grad } = tf.valueAndGrad((x: tf.Tensor) =>
            tf.sum(balancedSoftmaxLoss(tf.tensor2d(none), x, counts, { reduction, ...(whole && { whole }) })),
          )(logits);
          return [value, grad];
        });
        expect(values.flat().every((value) => value === 0)).toBe(true);
      }
    },
  );
});
