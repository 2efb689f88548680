import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AdamWOptions, adamW } from '../../src/training';
import { tolerance } from '../support/backend';
import { expectClose } from '../support/close';
import { type ReferenceAdamW, referenceAdamW } from './reference-adam-w';
import { copyOf, restore, step } from './step';
import { expectNoTensorLeft, variable } from './variables';

expectNoTensorLeft();

const defaults = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };

describe('values', () => {
  test('two steps by hand: the first one moves by the learning rate, whatever the size of the gradient', async () => {
    const weight = variable([2, -4], 'adamw/hand');
    const optimizer = adamW({ learningRate: 0.5, weightDecay: 0.1, beta1: 0.5, beta2: 0.5 });
    step(optimizer, { 'adamw/hand': [100, -0.01] }); // w − 0.5 · 0.1 · w ∓ 0.5
    expectClose(await weight.data(), [1.4, -3.3], { rtol: tolerance(1e-5) });
    // m̂ = (0.25·100) / 0.75 = 100 / 3, v̂ = (0.25·10⁴) / 0.75 = 10⁴ / 3: the step is 0.5 · √(1/3).
    step(optimizer, { 'adamw/hand': [0, 0] });
    const moved = 0.5 / Math.sqrt(3);
    expectClose(await weight.data(), [1.33 - moved, -3.135 + moved], { rtol: tolerance(1e-5) });
    optimizer.dispose();
  });

  test('law: equals the double-precision reference, also where some steps have no gradient', async () => {
    const number = fc.integer({ min: -400, max: 400 }).map((n) => n / 100);
    const values = fc.array(number, { minLength: 3, maxLength: 3 });
    const options: fc.Arbitrary<ReferenceAdamW> = fc.record({
      learningRate: fc.double({ min: 0, max: 0.5, noNaN: true }),
      beta1: fc.double({ min: 0, max: 0.95, noNaN: true }),
      beta2: fc.double({ min: 0, max: 0.999, noNaN: true }),
      epsilon: fc.double({ min: 0.01, max: 1, noNaN: true }),
      weightDecay: fc.double({ min: 0, max: 0.5, noNaN: true }),
    });
    const gradients = fc.array(fc.option(values), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(values, gradients, options, async (start, all, given) => {
        const weight = tf.tidy(() => tf.variable(tf.tensor1d(start), true, 'adamw/law'));
        const optimizer = adamW(given);
        for (const gradient of all) step(optimizer, { 'adamw/law': gradient });
        const expected = referenceAdamW(start, all, given);
        expectClose(await weight.data(), expected, { atol: tolerance(1e-5, 1e-3) });
        optimizer.dispose();
        weight.dispose();
      }),
      { numRuns: 30 },
    );
  });

  test('the defaults are those of PyTorch', async () => {
    const weight = variable([1, -2], 'adamw/defaults');
    const optimizer = adamW({ learningRate: 0.1 });
    const gradients = [[0.5, -1], null, [0.25, 3], [-2, 0.125]];
    for (const gradient of gradients) step(optimizer, { 'adamw/defaults': gradient });
    const expected = referenceAdamW([1, -2], gradients, { learningRate: 0.1, ...defaults });
    expectClose(await weight.data(), expected, { rtol: tolerance(1e-5) });
    optimizer.dispose();
  });
});

describe('state', () => {
  test('is m, v and the steps of each variable, and is freed by dispose', async () => {
    variable([1], 'adamw/often');
    variable([1], 'adamw/once');
    const held = tf.memory().numTensors;
    const optimizer = adamW({ learningRate: 0.1, beta1: 0.5, beta2: 0.75 });
    step(optimizer, { 'adamw/often': [2], 'adamw/once': [4] });
    step(optimizer, { 'adamw/often': [2], 'adamw/once': null });
    expect(tf.memory().numTensors).toBe(held + 4);
    const state = (await copyOf(optimizer)).map(({ name, values }) => [name, values[0]]);
    expect(state).toEqual([
      ['iter', 2],
      ['adamw/often/m', 1.5],
      ['adamw/often/v', 1.75],
      ['adamw/often/step', 2],
      ['adamw/once/m', 2],
      ['adamw/once/v', 4],
      ['adamw/once/step', 1],
    ]);
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(held);
  });

  test.each([
    ['m without v', "no 'adamw/part/v'", ['m', 'step']],
    ['no number of steps', "no 'adamw/part/step'", ['m', 'v']],
    ['the state of sgd', "'adamw/part/momentum'", ['momentum']],
  ])('%s is refused, and the old one kept', async (_, message, parts) => {
    variable([1], 'adamw/part');
    const optimizer = adamW({ learningRate: 0.1 });
    step(optimizer, { 'adamw/part': [2] });
    const before = await copyOf(optimizer);
    const state = parts.map((part) => ({
      name: `adamw/part/${part}`,
      values: [1],
      shape: part === 'step' ? [] : [1],
    }));
    await expect(restore(optimizer, [{ name: 'iter', values: [1], shape: [] }, ...state])).rejects.toThrow(
      message,
    );
    expect(await copyOf(optimizer)).toEqual(before);
    optimizer.dispose();
  });
});

describe('arguments that cannot be right throw and name themselves', () => {
  test.each<[string, unknown]>([
    ['learningRate', {}],
    ['learningRate', { learningRate: Number.NaN }],
    ['beta1', { learningRate: 0.1, beta1: 1 }],
    ['beta1', { learningRate: 0.1, beta1: '0.9' }],
    ['beta2', { learningRate: 0.1, beta2: -0.1 }],
    ['epsilon', { learningRate: 0.1, epsilon: 0 }],
    ['weightDecay', { learningRate: 0.1, weightDecay: Number.NaN }],
    ['clipNorm', { learningRate: 0.1, clipNorm: 0 }],
    ['groups', { learningRate: 0.1, groups: { match: 'a' } }],
    ['betas', { learningRate: 0.1, betas: [0.9, 0.999] }],
  ])('%s in %j', (name, options) => {
    expect(() => adamW(options as AdamWOptions)).toThrow(name);
  });
});
