import * as tf from '@tensorflow/tfjs-core';
import { bibLoss, mbibLoss } from 'mbib';
import { describe, expect, test } from 'vitest';
import { MersenneTwister } from '../../../src/jobs/data/mersenne-twister';
import { type BackboneName, buildBackbone } from '../../../src/jobs/nets/build-backbone';
import { buildNet, netOptions } from '../../../src/jobs/nets/build-net';
import {
  defaultLossOptions,
  lossOptions,
  lossOptionsOf,
  type Method,
  type MethodName,
  methodNames,
  methods,
} from '../../../src/jobs/nets/methods';
import { residualNetwork } from '../../../src/jobs/nets/resnet/residual-network';
import { resnet10 } from '../../../src/jobs/nets/resnet/resnet10';
import { resnet32 } from '../../../src/jobs/nets/resnet/resnet32';
import { resnet50 } from '../../../src/jobs/nets/resnet/resnet50';
import { resnext50 } from '../../../src/jobs/nets/resnet/resnext50';
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

describe('a value that a method cannot use is refused by the name of the option', () => {
  const samplesPerClass = [1e6, 1000, 1];
  const labels = tf.tensor1d([0, 2], 'int32');
  // Of most methods the first few logits count, of these all.
  const heads: Partial<Record<MethodName, number>> = { reslt: 3, 'sade-mbib': 12 };
  const cases = methodNames.flatMap((method) => lossOptionsOf[method].map((name) => [method, name] as const));

  test.each(cases)('%s: %s', (method, name) => {
    for (const value of [-1, 0.99999, 40, 1e6, 1e300, Number.NaN]) {
      const use = () => {
        const options = netOptions(methods, method, { samplesPerClass, seed: 0, [name]: value });
        const logits = Array.from({ length: heads[method] ?? 4 }, () => tf.zeros<tf.Rank.R2>([2, 3]));
        const { loss }: Method = methods[method];
        tf.tidy(() =>
          loss({
            ...{ labels, logits, samplesPerClass, options, progress: 0.9, classifier: options.classifier },
            teacher: logits[0],
          }),
        );
      };
      const { type, message } = thrown(use);
      expect(type === 'nothing' || message.startsWith(`options.${name} must `), message).toBe(true);
    }
    const notANumber = { samplesPerClass, seed: 0, [name]: Number.NaN };
    expect(thrown(() => netOptions(methods, method, notANumber)).message).toMatch(
      new RegExp(`^options\\.${name} must be a (finite|whole) number`),
    );
  });

  test('the power of DiVE by its quotient by the temperature', () => {
    expect(thrown(() => build({ ...task, divePower: 1e-17, diveTemperature: 1e3 }, 'dive'))).toEqual({
      type: 'RangeError',
      message: 'options.divePower must be 1e-18 to 1e18 times options.diveTemperature, got 1e-17',
    });
  });

  test('the temperatures of CDT before anything is trained', () => {
    expect(thrown(() => build({ ...task, cdtGamma: 40 }, 'cdt'))).toEqual({
      type: 'RangeError',
      message: 'options.cdtGamma must give temperatures from 1e-18 to 1e18, got 40',
    });
  });

  test('another classifier than a linear one for ResLT', () => {
    expect(thrown(() => build({ ...task, classifier: { cosine: 30 } }, 'reslt'))).toEqual({
      type: 'RangeError',
      message: "options.classifier must be 'linear' for the method reslt, or left out, got an object",
    });
  });
});

test.each(['ldam', 'ldam-drw'])(
  'the cosine classifier of %s starts with columns of length 1',
  async (method) => {
    const net = build(task, method);
    const [kernel] = net.headTrainer.getLayer('head_v1_classifier').getWeights();
    const lengths = await tf.norm(kernel!, 'euclidean', 0).data();
    expect(lengths).toHaveLength(4);
    for (const length of lengths) expect(length).toBeCloseTo(1, 3);
  },
);
