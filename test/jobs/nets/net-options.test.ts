import * as tf from '@tensorflow/tfjs-core';
import { bibLoss, mbibLoss } from 'mbib';
import { describe, expect, test } from 'vitest';
import { MersenneTwister } from '../../../src/jobs/data/mersenne-twister';
import { type BackboneName, buildBackbone } from '../../../src/jobs/nets/build-backbone';
import { buildNet } from '../../../src/jobs/nets/build-net';
import { defaultLossOptions, lossOptions, type MethodName } from '../../../src/jobs/nets/methods';
import { residualNetwork } from '../../../src/jobs/nets/residual-network';
import { resnet10 } from '../../../src/jobs/nets/resnet10';
import { resnet32 } from '../../../src/jobs/nets/resnet32';
import { resnet50 } from '../../../src/jobs/nets/resnet50';
import { resnext50 } from '../../../src/jobs/nets/resnext50';
import { smallConvnet } from '../../../src/jobs/nets/small-convnet';
import { tinyConvnet } from '../support/tiny-convnet';

const task = { samplesPerClass: [20, 10, 5, 1], seed: 0 };
const build = (options: object, method = 'mbib') =>
  buildNet(method as MethodName, tinyConvnet(), ['stage1', 'stage2', 'stage3'], options as typeof task);

/** What a function throws. */
function thrown(action: () => unknown): { type: string; message: string } {
  try {
    action();
  } catch (error) {
    const { name, message } = error as Error;
    return { type: name, message };
  }
  return { type: 'nothing', message: '' };
}

test.each([
  ['an unknown option', { ...task, betta: 1 }, 'TypeError', /must hold .*beta.* only, got betta$/],
  ['no seed', { samplesPerClass: task.samplesPerClass }, 'TypeError', /options\.seed must be given/],
  ['a seed of another type', { ...task, seed: '1' }, 'TypeError', /in 0\.\.4294967295, got '1'$/],
  [
    'a seed that is too large',
    { ...task, seed: 2 ** 32 },
    'RangeError',
    /in 0\.\.4294967295, got 4294967296$/,
  ],
  ['no counts', { seed: 0 }, 'TypeError', /options\.samplesPerClass must be given/],
  [
    'a count of 0',
    { ...task, samplesPerClass: [1, 0] },
    'RangeError',
    /samplesPerClass\[1\] must be positive/,
  ],
  ['a negative weight', { ...task, beta: -1 }, 'RangeError', /options\.beta must not be negative, got -1$/],
  [
    'a weight of another type',
    { ...task, a: '1' },
    'TypeError',
    /options\.a must be a finite number, got '1'$/,
  ],
])('buildNet refuses %s', (_, options, type, message) => {
  expect(thrown(() => build(options))).toEqual({ type, message: expect.stringMatching(message) });
});

test('an inherited option does not count', () => {
  expect(() => build(Object.create({ ...task }))).toThrow('options.samplesPerClass must be given');
});

test.each(['resnet51', 'toString', 'constructor', '__proto__'])(
  'there is no method and no backbone %s',
  (name) => {
    const message = expect.stringContaining(`, got '${name}'`);
    expect(thrown(() => build(task, name))).toEqual({ type: 'RangeError', message });
    expect(thrown(() => defaultLossOptions(name as MethodName))).toEqual({ type: 'RangeError', message });
    expect(thrown(() => buildBackbone(name as BackboneName))).toEqual({ type: 'RangeError', message });
  },
);

describe.each([
  ['resnet10', resnet10],
  ['resnet32', resnet32],
  ['resnet50', resnet50],
  ['resnext50', resnext50],
  ['smallConvnet', smallConvnet],
  [
    'residualNetwork',
    (options: object) => residualNetwork({ name: 'none', blocks: [0, 0, 0, 0], block: (x) => x }, options),
  ],
] as [string, (options: object) => unknown][])('%s', (_, network) => {
  test.each([
    ['TypeError', { sed: 1 }, /^options must hold seed.* only, got sed$/],
    ['TypeError', { seed: '1' }, /^options\.seed must be .*, got '1'$/],
    ['RangeError', { seed: -1 }, /^options\.seed must be .*, got -1$/],
    ['TypeError', null, /^options must be an object with seed/],
  ])('%s for %j', (type, options, message) => {
    expect(thrown(() => network(options as object))).toEqual({
      type,
      message: expect.stringMatching(message),
    });
  });
});

test.each([
  ['TypeError', '8'],
  ['RangeError', [8, 8]],
  ['RangeError', [8, 8, 0]],
])('%s for a small convnet of shape %j', (type, shape) => {
  expect(thrown(() => smallConvnet({ shape: shape as unknown as [8, 8, 1] })).type).toBe(type);
});

test.each([
  ['TypeError', '1', "seed must be a whole number in 0..4294967295, got '1'"],
  ['RangeError', [], 'seed must hold at least one number, got an empty list'],
  ['TypeError', [0, null], 'seed must be a whole number in 0..4294967295, got null'],
])('%s for a generator with the seed %j', (type, seed, message) => {
  expect(thrown(() => new MersenneTwister(seed as unknown as number))).toEqual({ type, message });
});

describe("the table of loss options takes what the library's losses take", () => {
  const labels = tf.tensor1d([0, 1], 'int32');
  const logits = tf.zeros<tf.Rank.R2>([2, 2]);
  const bib = (options: object) => () => bibLoss(labels, logits, logits, [2, 1], options);
  const mbib = (tapWeights: number[]) => () =>
    mbibLoss(labels, [logits, logits, logits], logits, [2, 1], { tapWeights });
  const losses = {
    beta: (beta: number) => bib({ beta }),
    gamma: (gamma: number) => bib({ gamma }),
    m: (m: number) => bib({ m }),
    a: (a: number) => mbib([a, 0.3, 1]),
    b: (b: number) => mbib([0.1, b, 1]),
  };

  test.each(Object.keys(losses) as (keyof typeof losses)[])('%s', (name) => {
    for (const value of [-1, 0, 2, Number.NaN, Infinity, '1'] as number[]) {
      const table = thrown(() => lossOptions[name].check(name, value)).type;
      expect({ value, type: table }).toEqual({ value, type: thrown(losses[name](value)).type });
    }
  });
});
