import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SgdOptions, sgd } from '../../src/training';
import { expectClose } from '../support/close';
import { referenceSgd } from './reference-sgd';
import { step } from './step';
import { expectNoTensorLeft, variable } from './variables';

expectNoTensorLeft();

const start = [1, -2, 0.5];
const gradients = [
  [0.5, 1, -1],
  [0.25, -0.5, 2],
  [-1, 0.125, 0],
  [0.75, 3, -0.5],
];

describe('values', () => {
  test('two steps by hand: momentum 0.9, weight decay 0.1, learning rate 0.5', async () => {
    const weight = variable([1], 'hand');
    const optimizer = sgd({ learningRate: 0.5, momentum: 0.9, weightDecay: 0.1 });
    step(optimizer, { hand: [0.2] }); // g = 0.2 + 0.1·1 = 0.3; v = 0.3; w = 1 − 0.15
    expectClose(await weight.data(), [0.85]);
    step(optimizer, { hand: [0.2] }); // g = 0.2 + 0.085; v = 0.27 + 0.285 = 0.555; w = 0.85 − 0.2775
    expectClose(await weight.data(), [0.5725]);
    optimizer.dispose();
  });

  test.each<[string, Omit<SgdOptions, 'learningRate'>]>([
    ['plain', {}],
    ['weight decay', { weightDecay: 0.01 }],
    ['momentum', { momentum: 0.9 }],
    ['momentum and weight decay', { momentum: 0.9, weightDecay: 0.01 }],
    ['Nesterov', { momentum: 0.9, nesterov: true }],
    ['Nesterov and weight decay', { momentum: 0.8, nesterov: true, weightDecay: 0.05 }],
  ])('%s: equals the double-precision reference over several steps', async (_, options) => {
    const weight = variable(start, 'several');
    const optimizer = sgd({ learningRate: 0.1, ...options });
    for (const gradient of gradients) step(optimizer, { several: gradient });
    expectClose(await weight.data(), referenceSgd(start, gradients, { learningRate: 0.1, ...options }), {
      atol: 1e-6,
    });
    optimizer.dispose();
  });

  test('without momentum and weight decay a step is w − η·g', async () => {
    const numbers = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(numbers, fc.double({ min: 0, max: 2, noNaN: true }), async (values, learningRate) => {
        const weight = tf.tidy(() => tf.variable(tf.tensor1d(values), true, 'plain'));
        step(sgd({ learningRate }), { plain: values.map((value) => 1 - value) });
        const expected = values.map((value) => value - learningRate * (1 - value));
        expectClose(await weight.data(), expected, { atol: 1e-5 });
        weight.dispose();
      }),
      { numRuns: 25 },
    );
  });

  test('a learning rate of 0 moves nothing but goes on building velocity', async () => {
    const weight = variable(start, 'still');
    const optimizer = sgd({ learningRate: 0, momentum: 0.5 });
    step(optimizer, { still: [1, 1, 1] });
    expectClose(await weight.data(), start);
    optimizer.learningRate = 1;
    step(optimizer, { still: [0, 0, 0] });
    expectClose(await weight.data(), [0.5, -2.5, 0]);
    optimizer.dispose();
  });

  test('the learning rate of each step is the one set before it, by property or by method', async () => {
    const weight = variable(start, 'rates');
    const optimizer = sgd({ learningRate: 0.1, momentum: 0.9 });
    step(optimizer, { rates: gradients[0]! });
    optimizer.learningRate = 0.01;
    expect(optimizer.learningRate).toBe(0.01);
    step(optimizer, { rates: gradients[1]! });
    optimizer.setLearningRate(0.5);
    step(optimizer, { rates: gradients[2]! });
    const expected = referenceSgd(start, gradients.slice(0, 3), {
      learningRate: [0.1, 0.01, 0.5],
      momentum: 0.9,
    });
    expectClose(await weight.data(), expected, { atol: 1e-6 });
    optimizer.dispose();
  });
});

describe('weight decay', () => {
  test('applies to every variable unless told otherwise', async () => {
    const kernel = variable([2], 'all/kernel');
    const bias = variable([4], 'all/bias');
    step(sgd({ learningRate: 1, weightDecay: 0.25 }), { 'all/kernel': [0], 'all/bias': [0] });
    expectClose(await kernel.data(), [1.5]);
    expectClose(await bias.data(), [3]);
  });

  test('applies to the variables that `decayed` chooses, by name or by shape', async () => {
    const kernel = variable([2], 'chosen/kernel');
    const bias = variable([4], 'chosen/bias');
    const optimizer = sgd({
      learningRate: 1,
      weightDecay: 0.25,
      decayed: ({ name, shape }) => name.endsWith('/kernel') && shape.length === 1,
    });
    step(optimizer, { 'chosen/kernel': [0], 'chosen/bias': [0] });
    expectClose(await kernel.data(), [1.5]);
    expectClose(await bias.data(), [4]);
  });
});

describe('variables without a gradient', () => {
  test('keep their value and their velocity, as with a gradient of None in PyTorch', async () => {
    const used = variable([1], 'used');
    const spared = variable([1], 'spared');
    const optimizer = sgd({ learningRate: 1, momentum: 0.5, weightDecay: 0.5 });
    step(optimizer, { used: [1], spared: [1] });
    expectClose(await spared.data(), [-0.5]);
    tf.tidy(() =>
      optimizer.applyGradients([
        { name: 'used', tensor: tf.tensor1d([0]) },
        { name: 'spared', tensor: undefined as unknown as tf.Tensor },
      ]),
    );
    expectClose(await spared.data(), [-0.5]);
    expectClose(await used.data(), [-1]); // v = 0.5·1.5 + 0.5·(−0.5) = 0.5
    step(optimizer, { spared: [0] });
    expectClose(await spared.data(), [-1]); // v = 0.5·1.5 − 0.25 = 0.5
    optimizer.dispose();
  });

  test('minimize trains what the loss depends on and leaves the rest', async () => {
    const used = variable([3], 'minimised');
    const unrelated = variable([3], 'unrelated');
    const frozen = variable([2], 'frozen', false);
    const optimizer = sgd({ learningRate: 0.5, momentum: 0.9, weightDecay: 0.1 });
    const loss = () => tf.sum(tf.mul(used, frozen)) as tf.Scalar;
    const cost = optimizer.minimize(loss, true, [used, unrelated])!;
    expectClose(await cost.data(), [6]);
    cost.dispose();
    expectClose(await used.data(), [1.85]); // g = 2 + 0.3
    expectClose(await unrelated.data(), [3]);
    expectClose(await frozen.data(), [2]);
    expect(optimizer.iterations).toBe(1);
    optimizer.dispose();
  });
});

describe('memory', () => {
  test('a step keeps one velocity a variable where there is momentum, and dispose frees it', () => {
    variable(start, 'kept');
    const optimizer = sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 0.1 });
    const before = tf.memory().numTensors;
    for (const gradient of gradients) step(optimizer, { kept: gradient });
    expect(tf.memory().numTensors).toBe(before + 1);
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('without momentum nothing is kept', () => {
    variable(start, 'nothing');
    const before = tf.memory().numTensors;
    step(sgd({ learningRate: 0.1, weightDecay: 0.1 }), { nothing: gradients[0]! });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('arguments that cannot be right throw and name themselves', () => {
  test.each<[string, unknown]>([
    ['learningRate', { learningRate: Number.NaN }],
    ['learningRate', { learningRate: -0.1 }],
    ['learningRate', { learningRate: Infinity }],
    ['learningRate', {}],
    ['learningRate', { learningRate: '0.1' }],
    ['momentum', { learningRate: 0.1, momentum: 1 }],
    ['momentum', { learningRate: 0.1, momentum: -0.9 }],
    ['momentum', { learningRate: 0.1, momentum: Number.NaN }],
    ['weightDecay', { learningRate: 0.1, weightDecay: -1 }],
    ['weightDecay', { learningRate: 0.1, weightDecay: Number.NaN }],
    ['nesterov', { learningRate: 0.1, nesterov: true }],
    ['nesterov', { learningRate: 0.1, momentum: 0.9, nesterov: 'yes' }],
    ['decayed', { learningRate: 0.1, decayed: ['kernel'] }],
    ['weight_decay', { learningRate: 0.1, weight_decay: 1e-4 }],
    ['options', 0.1],
  ])('%s in %j', (name, options) => {
    expect(() => sgd(options as SgdOptions)).toThrow(name);
  });

  test('a learning rate set to NaN throws and leaves the old one', () => {
    const optimizer = sgd({ learningRate: 0.1 });
    expect(() => {
      optimizer.learningRate = Number.NaN;
    }).toThrow('learningRate');
    expect(() => optimizer.setLearningRate(-1)).toThrow('learningRate');
    expect(optimizer.learningRate).toBe(0.1);
  });

  test('a gradient of no variable, or of another shape, throws before any variable has moved', async () => {
    const weight = variable(start, 'guarded');
    const optimizer = sgd({ learningRate: 1 });
    expect(() => step(optimizer, { guarded: [1, 1, 1], stranger: [1] })).toThrow("'stranger'");
    expect(() => step(optimizer, { guarded: [1, 1] })).toThrow("'guarded'");
    expectClose(await weight.data(), start);
    expect(optimizer.iterations).toBe(0);
  });
});
