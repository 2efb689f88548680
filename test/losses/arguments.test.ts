import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { balancedSoftmaxLoss, bibLoss, mbibLoss, selfDistillationLoss } from 'mbib';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { onGpu } from '../support/backend';
import { read } from '../support/read';

const counts = [10, 5, 1];
const logits = tf.tensor2d([
  [1, 2, 3],
  [3, 2, 1],
]);
const integers = tf.zeros([2, 3], 'int32');
const wide = tf.zeros([2, 4]);
const short = tf.zeros([1, 3]);
const labels = tf.tensor1d([0, 2], 'int32');
// tfjs has no complex numbers on every backend.
const hasComplex = tf.getKernel('Complex', tf.getBackend()) !== undefined;
const complexLabels = hasComplex ? tf.complex([0, 1], [0, 0]) : tf.tensor1d(['0', '1'], 'string');
const textLabels = tf.tensor1d(['0', '1'], 'string');
const disposed = tf.zeros<tf.Rank.R2>([2, 3]);
disposed.dispose();
/** An array with a hole where `undefined` is given. */
function sparse(...values: unknown[]): never {
  const array = new Array(values.length);
  values.forEach((value, i) => {
    if (value !== undefined) array[i] = value;
  });
  return array as never;
}
const taps = [logits, logits, logits];

afterAll(() => tf.dispose([logits, integers, wide, short, labels, complexLabels, textLabels]));
afterEach(() => void vi.restoreAllMocks());

describe('a bad argument names itself, before a kernel runs', () => {
  const option = (options: object) => () => mbibLoss(labels, taps, logits, counts, options);
  it.each<[string, () => unknown, RegExp]>([
    ['a count of zero', () => bibLoss(labels, logits, logits, [1, 0, 1]), /samplesPerClass\[1\] .* got 0/],
    [
      'too few counts',
      () => bibLoss(labels, logits, logits, [1, 1]),
      /vLogits must be float32 \[2, 2\].*got float32 \[2,3\]/,
    ],
    [
      'logits of other classes',
      () => bibLoss(labels, logits, wide, counts),
      /zLogits must be float32 \[2, 3\]/,
    ],
    [
      'logits of another batch',
      () => bibLoss(labels, logits, short, counts),
      /zLogits .* got float32 \[1,3\]/,
    ],
    ['a teacher of another batch', () => selfDistillationLoss(logits, short, counts), /studentLogits/],
    [
      'a tap of another batch',
      () => mbibLoss(labels, [logits, short, logits], logits, counts),
      /tapLogits\[1\]/,
    ],
    ['no tap', () => mbibLoss(labels, [], logits, counts), /tapLogits must be an array/],
    [
      'integer logits',
      () => balancedSoftmaxLoss(labels, integers, counts),
      /logits must be float32 .* got int32 \[2,3\]/,
    ],
    [
      'labels of another batch',
      () => balancedSoftmaxLoss(tf.tensor1d([1]), logits, counts),
      /labels .* got \[1\]/,
    ],
    ['targets of other classes', () => balancedSoftmaxLoss(wide, logits, counts), /labels .* got \[2,4\]/],
    [
      'labels that are no tensor',
      () => balancedSoftmaxLoss([0, 2] as never, logits, counts),
      /labels must be a tensor, got \[0,2\]/,
    ],
    ['an unknown option', option({ betta: 1 }), /options must hold beta, gamma, .* only, got betta/],
    ['beta NaN', option({ beta: Number.NaN }), /options.beta must be a finite number, got NaN/],
    ['beta negative', option({ beta: -1 }), /options.beta must not be negative, got -1/],
    ['gamma infinite', option({ gamma: Number.POSITIVE_INFINITY }), /options.gamma/],
    ['m of another type', option({ m: '0.1' }), /options.m must be a finite number, got '0.1'/],
    ['another reduction', option({ reduction: 'avg' }), /options.reduction .* got 'avg'/],
    [
      'another number of tap weights',
      option({ tapWeights: [1] }),
      /options.tapWeights .* 3 taps, .* got \[1\]/,
    ],
    ['a NaN tap weight', option({ tapWeights: [1, Number.NaN, 1] }), /options.tapWeights\[1\]/],
    ['an unknown preset', option({ connections: 'every' }), /options.connections .* got 'every'/],
    ['an inherited name as preset', option({ connections: 'toString' }), /options.connections/],
    [
      'a connection to itself',
      option({ connections: [[1, 1, 1]] }),
      /options.connections\[0\] must join two different heads, got \[1, 1\]/,
    ],
    [
      'a connection to no head',
      option({ connections: [[0, 4, 1]] }),
      /a head of options.connections\[0\] must be .* below 4, got 4/,
    ],
    ['a negative connection', option({ connections: [[0, 3, -1]] }), /connections\[0\] must not be negative/],
    [
      'weights beside a list',
      option({ tapWeights: [1, 1, 1], connections: [[0, 3, 1]] }),
      /options.tapWeights must be left out beside a list/,
    ],
    [
      'two taps without weights',
      () => mbibLoss(labels, [logits, logits], logits, counts),
      /options.tapWeights must hold one weight for each of 2 taps, .* got nothing/,
    ],
    [
      'beta that float32 cannot hold',
      option({ beta: 1e308 }),
      /options.beta must be at most 1e18, got 1e\+308/,
    ],
    ['a weight that float32 cannot hold', option({ tapWeights: [1, 1e308, 1] }), /options.tapWeights\[1\]/],
    [
      'gamma with such temperatures',
      option({ gamma: -20 }),
      /options.gamma must give temperatures from .* got -20/,
    ],
    [
      'm with vanishing weights',
      option({ m: 1000 }),
      /options.m must leave every class a weight .* got 1000/,
    ],
    [
      'a count of 1e39',
      () => bibLoss(labels, logits, logits, [1e39, 1, 1]),
      /samplesPerClass\[0\] .* in float32, got 1e\+39/,
    ],
    ['counts as text', () => bibLoss(labels, logits, logits, '123' as never), /samplesPerClass .* got '123'/],
    [
      'counts of booleans',
      () => bibLoss(labels, logits, logits, [true, 1, 1] as never),
      /samplesPerClass\[0\] .* got true/,
    ],
    [
      'BigInt counts',
      () => bibLoss(labels, logits, logits, [1n, 1n, 1n] as never),
      /samplesPerClass\[0\] .* got 1n/,
    ],
    [
      'BigInt64Array counts',
      () => bibLoss(labels, logits, logits, new BigInt64Array(3) as never),
      /samplesPerClass\[0\] .* got 0n/,
    ],
    [
      'sparse tap weights',
      option({ tapWeights: sparse(undefined, 1, 1) }),
      /options.tapWeights\[0\] .* got undefined/,
    ],
    [
      'null as connection',
      option({ connections: [null] }),
      /options.connections\[0\] must be \[teacher, .* got null/,
    ],
    [
      'sparse connections',
      option({ connections: sparse(undefined, [0, 3, 1]) }),
      /options.connections\[0\] .* got undefined/,
    ],
    [
      'a sparse connection',
      option({ connections: [sparse(0, undefined, 1)] }),
      /a head of options.connections\[0\] .* got undefined/,
    ],
    [
      'sparse taps',
      () => mbibLoss(labels, sparse(undefined, logits, logits) as never, logits, counts),
      /tapLogits\[0\] must be a tensor, got undefined/,
    ],
    [
      'an object that is no text',
      option({ beta: { toString: 1 } }),
      /options.beta must be a finite number, got an object/,
    ],
    [
      'connections of bibLoss',
      () => bibLoss(labels, logits, logits, counts, { connections: 'all' } as never),
      /options must hold .* only, got connections/,
    ],
    [
      'a symbolic tensor',
      () => balancedSoftmaxLoss(labels, tfl.input({ shape: [3] }) as never, counts),
      /logits must be a tensor, got an object/,
    ],
    [
      'symbolic labels',
      () => balancedSoftmaxLoss(tfl.input({ shape: [3] }) as never, logits, counts),
      /labels must be a tensor/,
    ],
    [
      'no tensor but its shape',
      () => balancedSoftmaxLoss(labels, { dtype: { toString: 1 }, shape: [2, 3] } as never, counts),
      /logits must be a tensor/,
    ],
    [
      'disposed logits',
      () => balancedSoftmaxLoss(labels, disposed, counts),
      /logits must be a tensor in use/,
    ],
    [
      'disposed labels',
      () => balancedSoftmaxLoss(disposed, logits, counts),
      /labels must be a tensor in use/,
    ],
    [
      'complex labels',
      () => balancedSoftmaxLoss(complexLabels, logits, counts),
      /labels must be int32, float32 or bool, got (complex64|string)/,
    ],
    [
      'labels as text',
      () => balancedSoftmaxLoss(textLabels, logits, counts),
      /labels must be int32, float32 or bool, got string/,
    ],
    ['a whole batch without weight', option({ whole: { samples: 4 } }), /options.whole.weight must be given/],
    [
      'a whole batch smaller than its part',
      option({ whole: { samples: 1, weight: 1 } }),
      /options.whole.samples must be at least the 2/,
    ],
    [
      'a whole batch of NaN',
      option({ whole: { samples: 4, weight: Number.NaN } }),
      /options.whole.weight .* got NaN/,
    ],
  ])('%s', (_, call, message) => {
    const before = tf.memory().numTensors;
    const runKernel = vi.spyOn(tf.engine(), 'runKernel');
    expect(() => tf.tidy(() => void call())).toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
    expect(runKernel).not.toHaveBeenCalled();
  });
});

describe('containers that mean something are computed', () => {
  it('typed arrays of counts, weights and connections', async () => {
    const [plain, typed, listed, typedList] = await read(() => [
      mbibLoss(labels, taps, logits, counts, { tapWeights: [0.5, 0.25, 1] }),
      mbibLoss(labels, taps, logits, Int32Array.from(counts), { tapWeights: Float32Array.of(0.5, 0.25, 1) }),
      mbibLoss(labels, taps, logits, counts, { connections: [[0, 3, 1]] }),
      mbibLoss(labels, taps, logits, counts, { connections: [Float32Array.of(0, 3, 1)] as never }),
    ]);
    expect(typed).toEqual(plain);
    expect(typedList).toEqual(listed);
  });
});

describe('targets that are no distribution', () => {
  it.each([Number.NaN, -0.5, Number.POSITIVE_INFINITY])('%s is refused where reading is free', (bad) => {
    if (onGpu()) return;
    const targets = [
      [0, 1, 0],
      [0, bad, 1],
    ];
    expect(() => tf.tidy(() => void balancedSoftmaxLoss(tf.tensor2d(targets), logits, counts))).toThrow(
      /labels\[1\]\[1\] must .* got/,
    );
  });
});

describe('a class id that is none shows', () => {
  const loss = (ids: number[]) =>
    balancedSoftmaxLoss(tf.tensor1d(ids), logits, counts, { reduction: 'none' });

  for (const bad of [-1, 3, -0.5, 1.5, Number.NaN]) {
    it(`${bad} throws where the labels can be read, and makes its sample NaN on a GPU`, async () => {
      if (!onGpu()) {
        expect(() => tf.tidy(() => loss([0, bad]))).toThrow(
          `labels[1] must be a whole number of at least 0 and below 3, got ${bad}`,
        );
        return;
      }
      const [[known, unknown]] = (await read(() => [loss([0, bad])])) as [[number, number]];
      expect(known).toBeGreaterThan(0);
      expect(unknown).toBeNaN();
    });
  }

  it('throws in a mean and in a sum, too, or makes them NaN on a GPU', async () => {
    for (const bad of [-1, 3, -0.5, 1.5, Number.NaN]) {
      const meanAndSum = () =>
        (['mean', 'sum'] as const).map((reduction) =>
          balancedSoftmaxLoss(tf.tensor1d([0, bad]), logits, counts, { reduction }),
        );
      if (onGpu()) expect((await read(meanAndSum)).flat()).toEqual([Number.NaN, Number.NaN]);
      else expect(() => tf.tidy(() => void meanAndSum())).toThrow(/labels\[1\] must be a whole number/);
    }
  });

  it('NaN logits give a NaN loss, whatever their class', async () => {
    for (let bad = 0; bad < 3; bad++) {
      const row = [1, 1, 1].map((value, i) => (i === bad ? Number.NaN : value));
      const values = await read(() => {
        const bads = tf.tensor2d([row, [1, 1, 1]]);
        return [
          balancedSoftmaxLoss(labels, bads, counts),
          bibLoss(labels, bads, logits, counts),
          bibLoss(labels, logits, bads, counts, { gamma: 0.5 }),
        ];
      });
      expect(values.flat()).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    }
  });

  it('a logit of −∞ rules its class out', async () => {
    const [loss, gradient, without] = await read(() => {
      const masked = tf.tensor2d([[Number.NEGATIVE_INFINITY, 1, 2]]);
      const id = tf.tensor1d([2], 'int32');
      const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => balancedSoftmaxLoss(id, x, counts))(masked);
      const two = balancedSoftmaxLoss(tf.tensor1d([1], 'int32'), tf.tensor2d([[1, 2]]), counts.slice(1));
      return [value, grad, two] as tf.Tensor[];
    });
    expect(loss![0]).toBeCloseTo(without![0]!, 5);
    expect(gradient![0]).toBeCloseTo(0, 10);
    expect(gradient!.every(Number.isFinite)).toBe(true);
  });
});
