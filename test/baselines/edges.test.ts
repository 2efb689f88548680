import * as tf from '@tensorflow/tfjs-core';
import {
  type BaselineLossOptions,
  cdtLoss,
  cosineKernel,
  cosineLogits,
  crossEntropyLoss,
  diveLoss,
  focalLoss,
  labelAwareSmoothingLoss,
  ladeLoss,
  ladeRegulariser,
  ldamLoss,
  logitAdjustedLoss,
  resltLoss,
  rideLoss,
  sadeLoss,
  seesawLoss,
  weightBalancingLoss,
} from 'mbib/baselines';
import { describe, expect, it, vi } from 'vitest';
import { onGpu, tolerance } from '../support/backend';
import { expectClose } from '../support/close';
import { read } from '../support/read';

type Loss = (
  labels: tf.Tensor,
  logits: tf.Tensor,
  counts: number[],
  options?: BaselineLossOptions,
) => tf.Tensor;
const losses: Record<string, Loss> = {
  crossEntropy: (y, l, _, options) => crossEntropyLoss(y, l, options!),
  focal: (y, l, _, options) => focalLoss(y, l, options!),
  logitAdjusted: (y, l, n, options) => logitAdjustedLoss(y, l, n, options!),
  cdt: (y, l, n, options) => cdtLoss(y, l, n, options!),
  ldam: (y, l, n, options) => ldamLoss(y, l, n, options!),
  lade: (y, l, n, options) => ladeLoss(y, l, n, options!),
  seesaw: (y, l, n, options) => seesawLoss(y, l, n, options!),
  labelAwareSmoothing: (y, l, n, options) => labelAwareSmoothingLoss(y, l, n, options!),
  ride: (y, l, n, options) => rideLoss(y, [l, l, l], n, options!),
  sade: (y, l, n, options) => sadeLoss(y, [l, l, l], n, options!),
  dive: (y, l, n, options) => diveLoss(y, l, l, n, options!),
  weightBalancing: (y, l, _, options) => weightBalancingLoss(y, l, options!),
  reslt: (y, l, n, options) => resltLoss(y, [l, l], [[...n.keys()], [0]], options!),
};
/** Those whose value is a sum over parts of a batch. */
const decomposing = Object.keys(losses).filter((name) => name !== 'lade' && name !== 'reslt');

const counts = [100, 10, 1];
const rows = [
  [2, -1, 0.5],
  [0, 1, -2],
  [-0.5, 0.25, 1],
];
const ids = [0, 2, 1];

describe('every loss', () => {
  for (const [name, loss] of Object.entries(losses)) {
    it(`${name} takes one class, one sample, and no sample`, async () => {
      const [one, gradient, single, none, sum, empty] = await read(() => {
        const of = (l: tf.Tensor) => loss(tf.tensor1d([0], 'int32'), l, [5]);
        const { value, grad } = tf.valueAndGrad(of)(tf.tensor2d([[3]]));
        const noRows = tf.tensor2d([], [0, 3]);
        const noLabels = tf.tensor1d([], 'int32');
        return [
          value,
          grad,
          loss(tf.tensor1d([2], 'int32'), tf.tensor2d([rows[0]!]), counts),
          loss(noLabels, noRows, counts, { reduction: 'none' }),
          loss(noLabels, noRows, counts, { reduction: 'sum' }),
          tf.grad((l: tf.Tensor) => loss(noLabels, l, counts))(noRows),
        ];
      });
      expect(one).toHaveLength(1);
      expect(Number.isFinite(one![0])).toBe(true);
      expect(gradient).toHaveLength(1);
      if (name !== 'lade') expectClose(gradient!, [0], { atol: 1e-6 });
      expect(single![0]).toBeGreaterThan(0);
      expect([none, sum, empty]).toEqual([[], [0], []]);
    });

    it(`${name} is finite for logits of ±1000, and so is its gradient`, async () => {
      const values = await read(() => {
        const extreme = tf.tensor2d([
          [1000, -1000, 0],
          [-1000, 1000, 1000],
          [0, 0, -1000],
        ]);
        const { value, grad } = tf.valueAndGrad((l: tf.Tensor) => loss(tf.tensor1d(ids, 'int32'), l, counts))(
          extreme,
        );
        return [value, grad];
      });
      expect(values.flat().filter((x) => !Number.isFinite(x))).toEqual([]);
    });

    it(`${name} of logits that are NaN is NaN, whatever their class`, async () => {
      const values = await read(() =>
        [0, 1, 2].map((bad) => {
          const [first, ...others] = rows;
          const spoilt = first!.map((x, k) => (k === bad ? Number.NaN : x));
          return loss(tf.tensor1d(ids, 'int32'), tf.tensor2d([spoilt, ...others]), counts);
        }),
      );
      expect(values).toEqual([[Number.NaN], [Number.NaN], [Number.NaN]]);
    });

    it(`${name} of logits that are NaN is NaN where their class weighs nothing, or they have no label`, async () => {
      const logits = () => tf.tensor2d([[Number.NaN, 0, 1], ...rows.slice(1)]);
      const targets = () =>
        tf.tensor2d([
          [0, 0, 0],
          [0, 0, 1],
          [0, 1, 0],
        ]);
      const weighs = name !== 'reslt';
      const values = await read(() => [
        loss(targets(), logits(), counts),
        ...(weighs ? [loss(tf.tensor1d(ids), logits(), counts, { classWeights: [0, 1, 1] })] : []),
      ]);
      for (const value of values) expect(value).toEqual([Number.NaN]);
    });

    it(`${name} computes no gradient where none can be asked for`, () => {
      const run = vi.spyOn(tf.engine(), 'runKernel');
      const kernels = (compute: () => unknown) => {
        run.mockClear();
        tf.tidy(() => void compute());
        return run.mock.calls.length;
      };
      const of = (l: tf.Tensor) => loss(tf.tensor1d(ids, 'int32'), l, counts);
      const l = tf.tensor2d(rows);
      const alone = kernels(() => of(l));
      const noted = kernels(() => tf.valueAndGrad(of)(l));
      run.mockRestore();
      l.dispose();
      // Of each input the gradient is at least a difference and two products, one of them by the upstream gradient.
      expect(noted - alone).toBeGreaterThan(3);
    });

    // Their terms of a masked class are squares, or means over all classes.
    const masks = name !== 'lade' && name !== 'labelAwareSmoothing';
    it.runIf(masks)(`${name} masks a class by a logit of −∞`, async () => {
      const labels = () => tf.tensor1d([0, 0, 1], 'int32');
      const masked = (mask: number) => tf.tensor2d(rows.map(([a, b]) => [a!, b!, mask]));
      const [value, gradient, far] = await read(() => {
        const result = tf.valueAndGrad((l: tf.Tensor) => loss(labels(), l, counts))(
          masked(Number.NEGATIVE_INFINITY),
        );
        return [result.value, result.grad, loss(labels(), masked(-1e5), counts)];
      });
      expectClose(value!, far!, { rtol: onGpu() ? 2e-4 : 1e-5 });
      expect(gradient!.filter((_, i) => i % 3 === 2).map(Math.abs)).toEqual([0, 0, 0]);
    });
  }

  for (const name of decomposing) {
    it(`${name} of two parts of a batch adds up to that of the whole`, async () => {
      const classWeights = [0.5, 1, 1.5];
      const weight = ids.reduce((sum, id) => sum + classWeights[id]!, 0);
      const [whole, ...parts] = await read(() => {
        const of = (from: number, to: number, options: object) =>
          losses[name]!(
            tf.tensor1d(ids.slice(from, to), 'int32'),
            tf.tensor2d(rows.slice(from, to)),
            counts,
            { classWeights, ...options },
          );
        const part = { whole: { samples: 3, weight } };
        return [of(0, 3, {}), of(0, 1, part), of(1, 3, part)];
      });
      expectClose(parts[0]![0]! + parts[1]![0]!, whole!, { rtol: onGpu() ? 2e-4 : 1e-6 });
    });
  }
});

describe('a class of no label that is masked by −∞ in the whole batch', () => {
  const evaluate = (loss: Loss, column: number) =>
    read(() => {
      const y = tf.tensor1d([0, 2, 0], 'int32');
      const logits = tf.tensor2d(rows.map(([a, , c]) => [a!, column, c!]));
      const { value, grad } = tf.valueAndGrad((l: tf.Tensor) => loss(y, l, counts))(logits);
      return [value, grad];
    });
  const regulariser: Loss = (y, l, n) => ladeRegulariser(y, l, n);
  for (const [name, loss] of Object.entries({ lade: losses.lade!, ladeRegulariser: regulariser })) {
    it(`leaves value and gradient of ${name} finite, and has the gradient 0`, async () => {
      const [value, gradient] = await evaluate(loss, -Infinity);
      expect([...value!, ...gradient!].every(Number.isFinite)).toBe(true);
      expect([1, 4, 7].map((i) => Math.abs(gradient![i]!))).toEqual([0, 0, 0]);
    });
  }

  it('has no term in the regulariser of LADE', async () => {
    const [masked] = await evaluate(regulariser, -Infinity);
    const [plain] = await evaluate(regulariser, 0);
    const share = 10 / 111;
    const z = -Math.log(share + 1e-9) - Math.log(3);
    expectClose(masked!, plain![0]! - share * (z + 0.01 * z * z), { rtol: tolerance(1e-5) });
  });
});

it('a row of −∞ has an infinite loss, as cross entropy has it', async () => {
  const [own, crossEntropy] = await read(() =>
    [weightBalancingLoss, crossEntropyLoss].map((of) =>
      of(tf.tensor1d([1, 0], 'int32'), tf.tensor2d([new Array(3).fill(-Infinity), rows[0]!]), {
        reduction: 'none',
      }),
    ),
  );
  expect([own![0], crossEntropy![0]]).toEqual([Infinity, Infinity]);
  expect(Number.isFinite(own![1])).toBe(true);
});

describe('confident predictions keep their digits', () => {
  const gaps = [4, 7, 10, 14];
  const logits = () => tf.tensor2d(gaps.map((gap) => [gap, 0, 0]));
  const labels = () => tf.tensor1d([0, 0, 0, 0], 'int32');
  const odds = gaps.map((gap) => 2 * Math.exp(-gap));
  const rest = odds.map((x) => x / (1 + x));
  const closeness = { rtol: onGpu() ? 5e-4 : 2e-6 };

  it('of cross entropy', async () => {
    const [value, gradient] = await read(() => {
      const of = (l: tf.Tensor) => crossEntropyLoss(labels(), l, { reduction: 'none' });
      return [of(logits()), tf.grad((l: tf.Tensor) => tf.sum(of(l)))(logits())];
    });
    expectClose(value!, odds.map(Math.log1p), closeness);
    expectClose(
      gradient!,
      rest.flatMap((x) => [-x, x / 2, x / 2]),
      closeness,
    );
  });

  it('of focal loss', async () => {
    const [value] = await read(() => [focalLoss(labels(), logits(), { reduction: 'none' })]);
    expectClose(
      value!,
      odds.map((x, b) => rest[b]! ** 2 * Math.log1p(x)),
      { rtol: 2 * closeness.rtol },
    );
  });
});

describe('a class id that is none', () => {
  for (const [name, loss] of Object.entries(losses)) {
    it(`throws where it can be read, and makes the loss NaN on a GPU: ${name}`, async () => {
      const compute = () => loss(tf.tensor1d([0, 3, 1], 'int32'), tf.tensor2d(rows), counts);
      if (onGpu()) expect(await read(() => [compute()])).toEqual([[Number.NaN]]);
      else expect(() => tf.tidy(() => void compute())).toThrow(/labels\[1\] must be a whole number/);
    });
  }
});

describe('a bad argument names itself, before a kernel runs', () => {
  const l = tf.tensor2d(rows);
  const y = tf.tensor1d(ids, 'int32');
  const wide = tf.zeros<tf.Rank.R2>([3, 4]);
  const short = tf.zeros([2, 3]);
  const narrow = tf.zeros([3, 0]);
  const one = tf.tensor1d([0]);
  it.each<[string, () => unknown, RegExp]>([
    [
      'a count of zero',
      () => logitAdjustedLoss(y, l, [1, 0, 1]),
      /samplesPerClass\[1\] must be positive.* got 0/,
    ],
    ['no counts', () => cdtLoss(y, l, undefined as never), /samplesPerClass must hold one count/],
    [
      'logits of other classes',
      () => ldamLoss(y, wide, counts),
      /cosines must be float32 \[3, 3\], got float32 \[3,4\]/,
    ],
    ['an unknown option', () => focalLoss(y, l, { gama: 1 } as never), /options must hold .* only, got gama/],
    [
      'gamma NaN',
      () => focalLoss(y, l, { gamma: Number.NaN }),
      /options.gamma must be a finite number, got NaN/,
    ],
    [
      'too few class weights',
      () => crossEntropyLoss(y, l, { classWeights: [1, 1] }),
      /options.classWeights must hold one/,
    ],
    [
      'a negative weight',
      () => crossEntropyLoss(y, l, { classWeights: [1, -1, 1] }),
      /options.classWeights\[1\] must not/,
    ],
    [
      'two experts',
      () => sadeLoss(y, [l, l], counts),
      /expertLogits must hold the logits of 3 heads, got those of 2/,
    ],
    ['an expert of other classes', () => rideLoss(y, [l, wide], counts), /expertLogits\[1\] must be float32/],
    [
      'wrong temperatures',
      () => rideLoss(y, [l], counts, { diversityTemperatures: [1] }),
      /diversityTemperatures/,
    ],
    [
      'a teacher of another batch',
      () => diveLoss(y, short, l, counts),
      /teacherLogits must be float32 \[3, 3\]/,
    ],
    [
      'a share above 1',
      () => labelAwareSmoothingLoss(y, l, counts, { head: 1.5 }),
      /options.head must be in 0..1, got 1.5/,
    ],
    [
      'another reduction',
      () => seesawLoss(y, l, counts, { reduction: 'avg' as never }),
      /options.reduction .* got 'avg'/,
    ],
    ['a negative count seen', () => seesawLoss(y, l, [1, -1, 1]), /samplesSeen\[1\] must not be negative/],
    [
      'a branch of no class',
      () => resltLoss(y, [l], [[3]]),
      /branchClasses\[0\]\[0\] must be a whole number/,
    ],
    ['labels of another batch', () => ladeRegulariser(one, l, counts), /labels must have shape/],
    [
      'a part larger than its whole',
      () => cdtLoss(y, l, counts, { whole: { samples: 1, weight: 1 } }),
      /whole.samples/,
    ],
    ...[1e-40, 1e30].map((temperature): [string, () => unknown, RegExp] => [
      `a temperature of ${temperature}`,
      () => diveLoss(y, l, l, counts, { temperature }),
      /options.temperature must be in 1e-18..1e18, got/,
    ]),
    ['a power of 1e300', () => diveLoss(y, l, l, counts, { power: 1e300 }), /options.power must be in 1e-18/],
    [
      'a power too large for the temperature',
      () => diveLoss(y, l, l, counts, { power: 1e12, temperature: 1e-12 }),
      /options.power \/ options.temperature must be in 1e-18..1e18/,
    ],
    [
      'a scale of 1e39',
      () => ldamLoss(y, l, counts, { scale: 1e39 }),
      /options.scale must be in 1e-18..1e18/,
    ],
    [
      'a class temperature of 1e-40',
      () => rideLoss(y, [l], counts, { diversityTemperatures: [1, 1e-40, 1] }),
      /options.diversityTemperatures\[1\] must be in 1e-18..1e18/,
    ],
    [
      'a diversity too large for the temperatures',
      () => rideLoss(y, [l], counts, { diversityTemperatures: [1e18, 1, 1e-18] }),
      /options.diversity must be smaller for these temperatures/,
    ],
    ['features without a column', () => cosineLogits(narrow, l), /features .* with a col/],
    ['a scale of cosines of 1e39', () => cosineLogits(l, l, 1e39), /scale must be in 1e-18..1e18/],
    ['a seed of 2³²', () => cosineKernel(2, 2, 2 ** 32), /seed must be a whole number .* below 4294967296/],
  ])('%s', (_, call, message) => {
    const runKernel = vi.spyOn(tf.engine(), 'runKernel');
    expect(() => tf.tidy(() => void call())).toThrow(message);
    expect(runKernel).not.toHaveBeenCalled();
    runKernel.mockRestore();
  });
});
