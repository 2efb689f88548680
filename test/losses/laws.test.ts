import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { balancedSoftmaxLoss, bibLoss, type MbibLossOptions, mbibLoss, selfDistillationLoss } from 'mbib';
import { describe, expect, it } from 'vitest';
import { onGpu } from '../support/backend';
import { expectClose } from '../support/close';
import { read } from '../support/read';

/** Each example is some dozens of kernels, which take software GPUs a second. */
const runs = { numRuns: onGpu() ? 3 : 10 };
const logit = fc.double({ min: -5, max: 5, noNaN: true });
const batch = (heads: number) =>
  fc.record({
    heads: fc.array(
      fc.array(fc.array(logit, { minLength: 4, maxLength: 4 }), { minLength: 3, maxLength: 3 }),
      {
        minLength: heads,
        maxLength: heads,
      },
    ),
    ids: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 }),
    counts: fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 4, maxLength: 4 }),
  });
const toTensors = (heads: number[][][]) => heads.map((rows) => tf.tensor2d(rows));

describe('laws of the losses', () => {
  it('MBIB is the weighted sum of the BIBs of its taps with z, Eq. 11', () =>
    fc.assert(
      fc.asyncProperty(batch(4), async ({ heads, ids, counts }) => {
        const [mixture, sum] = await read(() => {
          const labels = tf.tensor1d(ids, 'int32');
          const [v1, v2, v3, z] = toTensors(heads) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
          const bib = (v: tf.Tensor, weight: number) => tf.mul(bibLoss(labels, v, z, counts), weight);
          return [
            mbibLoss(labels, [v1, v2, v3], z, counts),
            tf.addN([bib(v1, 0.1), bib(v2, 0.3), bib(v3, 1)]),
          ];
        });
        expectClose(mixture!, sum!, { rtol: 2e-5 });
      }),
      runs,
    ));

  it('one-hot targets give the loss and gradient of class ids, as ids of any accepted shape and type do', () =>
    fc.assert(
      fc.asyncProperty(batch(2), async ({ heads, ids, counts }) => {
        const lossAndGradient = (labels: tf.Tensor) => () => {
          const [v, z] = toTensors(heads) as [tf.Tensor, tf.Tensor];
          const { value, grads } = tf.valueAndGrads((v, z) => bibLoss(labels, v!, z!, counts))([v, z]);
          return [value, ...grads];
        };
        const forms = [
          tf.tensor1d(ids, 'int32'),
          tf.tensor1d(ids, 'float32'),
          tf.tensor2d(ids, [3, 1], 'float32'),
          tf.oneHot(tf.tensor1d(ids, 'int32'), 4),
          tf.cast(tf.oneHot(tf.tensor1d(ids, 'int32'), 4), 'float32'),
        ];
        const [first, ...others] = await Promise.all(forms.map((labels) => read(lossAndGradient(labels))));
        for (const other of others) expectClose(other, first!, { rtol: 1e-5, atol: 1e-6 });
        tf.dispose(forms);
      }),
      runs,
    ));

  it('the balanced softmax with equal counts is the plain cross entropy', () =>
    fc.assert(
      fc.asyncProperty(batch(1), async ({ heads, ids }) => {
        const [balanced, plain] = await read(() => {
          const [logits] = toTensors(heads) as [tf.Tensor];
          const targets = tf.oneHot(tf.tensor1d(ids, 'int32'), 4);
          return [
            balancedSoftmaxLoss(tf.tensor1d(ids, 'int32'), logits, [7, 7, 7, 7]),
            tf.losses.softmaxCrossEntropy(targets, logits),
          ];
        });
        expectClose(balanced!, plain!, { rtol: 1e-4, atol: 1e-6 });
      }),
      runs,
    ));

  it('the self-distillation is not negative, and zero where teacher and student agree', () =>
    fc.assert(
      fc.asyncProperty(batch(2), async ({ heads, counts }) => {
        const [apart, same] = await read(() => {
          const [teacher, student] = toTensors(heads) as [tf.Tensor, tf.Tensor];
          return [
            selfDistillationLoss(teacher, student, counts, { gamma: 0.5 }),
            selfDistillationLoss(teacher, teacher, counts, { gamma: 0.5 }),
          ];
        });
        expect(apart![0]).toBeGreaterThan(-1e-6);
        expectClose(same!, 0, { atol: 1e-6 });
      }),
      runs,
    ));

  it('with a single class there is nothing to lose', async () => {
    const [loss, gradient] = await read(() => {
      const labels = tf.zeros([2]);
      const v = tf.tensor2d([[3], [-1]]);
      const { value, grads } = tf.valueAndGrads((v, z) => bibLoss(labels, v!, z!, [5]))([v, tf.neg(v)]);
      return [value, tf.stack(grads)];
    });
    expectClose(loss!, 0, { atol: 1e-6 });
    expectClose(gradient!, [0, 0, 0, 0], { atol: 1e-6 });
  });

  it('a loss and its gradient leave no other tensor behind', () => {
    const labels = tf.tensor1d([0, 2], 'int32');
    const heads = [1, 2, 3, 4].map((seed) => tf.randomNormal([2, 3], 0, 1, 'float32', seed));
    const loss = (...inputs: tf.Tensor[]) =>
      mbibLoss(labels, inputs.slice(0, 3), inputs[3]!, [9, 3, 1], { gamma: 0.5 });
    const before = tf.memory().numTensors;
    const value = loss(...heads);
    expect(tf.memory().numTensors).toBe(before + 1);
    const { value: again, grads } = tf.valueAndGrads(loss)(heads);
    expect(tf.memory().numTensors).toBe(before + 6);
    tf.dispose([labels, heads, value, again, grads]);
  });

  it('adding a constant to the logits of a sample changes nothing', () =>
    fc.assert(
      fc.asyncProperty(batch(2), logit, async ({ heads, ids, counts }, shift) => {
        const [loss, shifted] = await read(() => {
          const labels = tf.tensor1d(ids, 'int32');
          const [v, z] = toTensors(heads) as [tf.Tensor, tf.Tensor];
          return [
            bibLoss(labels, v, z, counts, { gamma: 0 }),
            bibLoss(labels, tf.add(v, shift), tf.sub(z, shift), counts, { gamma: 0 }),
          ];
        });
        expectClose(shifted!, loss!, { rtol: 1e-4, atol: 1e-5 });
      }),
      runs,
    ));
});

describe('the gradient', () => {
  const counts = [50, 9, 2];
  const ids = [2, 0];
  const heads = [
    [
      [0.5, -1, 2],
      [1, 0.25, -0.5],
    ],
    [
      [-0.5, 1, 0],
      [0.5, 1, 2],
    ],
    [
      [1, 1.5, -1],
      [0, -0.25, 0.75],
    ],
    [
      [0.25, 0, 0.5],
      [2, -1, 1],
    ],
  ];
  const soft = [
    [0.2, 0.5, 0.6],
    [0.1, 0, 0.4],
  ];

  const reductions = ['mean', 'sum', 'none'] as const;
  for (const [i, reduction] of reductions.entries()) {
    for (const [j, connections] of (['mixture', 'sequential', 'all'] as const).entries()) {
      // On GPUs each reduction and each kind of connection once: the two are computed apart, which the reference checks in full.
      if (onGpu() && i !== j) continue;
      it(`is the slope of the loss with its teachers detached: ${reduction}, ${connections}`, async () => {
        const options: MbibLossOptions = { reduction, connections, gamma: 0.5 };
        const [gradient, ...slopes] = await read(() => {
          const inputs = toTensors(heads);
          const targets = tf.tensor2d(soft);
          const loss = (inputs: tf.Tensor[]) =>
            tf.sum(mbibLoss(targets, inputs.slice(0, 3), inputs[3]!, counts, options));
          const gradients = tf.grads((...inputs) => loss(inputs))(inputs);
          return [tf.stack(gradients), ...detachedSlopes(heads, soft, counts, options)];
        });
        expectClose(gradient!, slopes.flat(), { rtol: 0, atol: 5e-3 });
      });
    }
  }

  it('passes through an upstream gradient, sample by sample', async () => {
    const [scaled, first, second] = await read(() => {
      const [logits] = toTensors(heads) as [tf.Tensor2D];
      const labels = tf.tensor1d(ids, 'int32');
      const gradientOf = (dy: tf.Tensor) =>
        tf.grad((x) => balancedSoftmaxLoss(labels, x, counts, { reduction: 'none' }))(logits, dy);
      return [tf.tensor1d([2, -3]), tf.tensor1d([1, 0]), tf.tensor1d([0, 1])].map(gradientOf);
    });
    expectClose(
      scaled!,
      first!.map((value, i) => 2 * value - 3 * second![i]!),
      { rtol: 0, atol: 1e-5 },
    );
  });
});

/** Central differences of the loss in every logit; a perturbed head still teaches with its own probabilities. */
function detachedSlopes(
  heads: number[][][],
  soft: number[][],
  counts: number[],
  options: MbibLossOptions,
): tf.Tensor[] {
  const step = 1e-2;
  const targets = tf.tensor2d(soft);
  const weights = options.tapWeights ?? [0.1, 0.3, 1];
  const pairs = [0, 1, 2].flatMap((t) => [1, 2, 3].filter((s) => s > t).map((s) => [t, s] as const));
  const connected = pairs.filter(
    ([t, s]) =>
      options.connections === 'all' || (options.connections === 'sequential' ? s === t + 1 : s === 3),
  );
  const { reduction, gamma } = options as { reduction: 'mean' | 'sum' | 'none'; gamma: number };
  const samples = reduction === 'none' ? soft.length : 1;
  const loss = (student: tf.Tensor[], teacher: tf.Tensor[]) =>
    tf.addN(
      connected.map(([t, s]) => {
        const crossEntropy = [t, s].map((head) =>
          tf.sum(balancedSoftmaxLoss(targets, student[head]!, counts, { reduction })),
        );
        const distillation = selfDistillationLoss(teacher[t]!, student[s]!, counts, { gamma });
        return tf.mul(tf.addN([...crossEntropy, tf.mul(distillation, 5 * samples)]), weights[t]!);
      }),
    );
  const original = toTensors(heads);
  const perturbed = (head: number, row: number, column: number, by: number) =>
    original.map((logits, h) => {
      if (h !== head) return logits;
      const change = heads[h]!.map((values, r) => values.map((_, c) => (r === row && c === column ? by : 0)));
      return tf.add(logits, tf.tensor2d(change));
    });
  return heads.flatMap((rows, h) =>
    rows.flatMap((values, r) =>
      values.map((_, c) =>
        tf.div(
          tf.sub(loss(perturbed(h, r, c, step), original), loss(perturbed(h, r, c, -step), original)),
          2 * step,
        ),
      ),
    ),
  );
}
