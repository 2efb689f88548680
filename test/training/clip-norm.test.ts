import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { adamW, sgd } from '../../src/training';
import { tolerance } from '../support/backend';
import { expectClose } from '../support/close';
import { copyOf, step } from './step';
import { expectNoTensorLeft, variable } from './variables';

expectNoTensorLeft();

/** What SGD with a learning rate of 1 moves two variables by, which is the shortened gradients. */
async function shortened(gradients: { a: number[]; b: number[] }, clipNorm: number): Promise<number[]> {
  const a = variable(
    gradients.a.map(() => 0),
    'clipped/a',
  );
  const b = variable(
    gradients.b.map(() => 0),
    'clipped/b',
  );
  const optimizer = sgd({ learningRate: 1, clipNorm });
  step(optimizer, { 'clipped/a': gradients.a, 'clipped/b': gradients.b });
  const moved = [...(await a.data()), ...(await b.data())].map((value) => 0 - value);
  await optimizer.getWeights();
  optimizer.dispose();
  tf.dispose([a, b]);
  return moved;
}

describe('gradients', () => {
  test('by hand: those of norm 5 together are shortened to norm 1, those of norm 0.5 are not', async () => {
    const close = { rtol: tolerance(1e-5) };
    expectClose(await shortened({ a: [3], b: [0, -4] }, 1), [0.6, 0, -0.8], close);
    expect(await shortened({ a: [0.25], b: [0, -0.25] }, 1)).toEqual([0.25, 0, -0.25]);
    expect(await shortened({ a: [0], b: [0, 0] }, 1)).toEqual([0, 0, 0]);
  });

  test('law: keep their direction, and have the norm min(norm, clipNorm · norm / (norm + 1e-6))', async () => {
    const number = fc.integer({ min: -1000, max: 1000 }).map((n) => n / 100);
    const values = fc.array(number, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        values,
        values,
        fc.double({ min: 0.01, max: 50, noNaN: true }),
        async (a, b, clipNorm) => {
          const all = [...a, ...b];
          const norm = Math.hypot(...all);
          const coefficient = Math.min(1, clipNorm / (norm + 1e-6));
          const expected = all.map((value) => value * coefficient);
          expectClose(await shortened({ a, b }, clipNorm), expected, { atol: tolerance(1e-5, 1e-3) });
        },
      ),
      { numRuns: 30 },
    );
  });

  test('are shortened before weight decay and momentum', async () => {
    const weight = variable([10], 'clipped/decayed');
    const optimizer = sgd({ learningRate: 0.5, momentum: 0.5, weightDecay: 0.25, clipNorm: 1 });
    step(optimizer, { 'clipped/decayed': [1000] }); // v = 1 + 2.5
    step(optimizer, { 'clipped/decayed': [0] }); // v = 1.75 + 0.25 · 8.25
    expectClose(await weight.data(), [10 - 1.75 - 0.5 * (1.75 + 2.0625)], { rtol: tolerance(1e-5) });
    await optimizer.getWeights();
    optimizer.dispose();
  });

  test('of a dozen variables count together', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `clipped/dozen_${i}`);
    const weights = names.map((name) => variable([0], name));
    const optimizer = sgd({ learningRate: 1, clipNorm: 1 });
    step(optimizer, Object.fromEntries(names.map((name) => [name, [2]])));
    for (const weight of weights) expect((await weight.data())[0]).toBeCloseTo(-1 / Math.sqrt(12), 4);
    await optimizer.getWeights();
    optimizer.dispose();
  });

  test('of None do not count, and a step of nothing but None is none', async () => {
    const weight = variable([1], 'clipped/none');
    variable([1], 'clipped/other');
    const optimizer = sgd({ learningRate: 1, clipNorm: 1 });
    step(optimizer, { 'clipped/none': null, 'clipped/other': null });
    step(optimizer, { 'clipped/none': [0.5], 'clipped/other': null });
    expect(Array.from(await weight.data())).toEqual([0.5]);
    expect(optimizer.iterations).toBe(1);
    await optimizer.getWeights();
    optimizer.dispose();
  });

  test('are shortened without reading anything back synchronously', async () => {
    variable([1], 'clipped/unread');
    const optimizer = adamW({ learningRate: 1, clipNorm: 1 });
    const read = vi.spyOn(tf.engine(), 'readSync');
    step(optimizer, { 'clipped/unread': [5] });
    step(optimizer, { 'clipped/unread': [5] });
    expect(read).not.toHaveBeenCalled();
    read.mockRestore();
    await optimizer.getWeights();
    optimizer.dispose();
  });
});

describe('a norm that is not a number', () => {
  const makers = {
    sgd: () => sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 0.1, clipNorm: 1 }),
    adamW: () => adamW({ learningRate: 0.1, clipNorm: 1 }),
  };
  const broken = [
    ['sgd', Number.NaN],
    ['sgd', Number.POSITIVE_INFINITY],
    ['sgd', 1e30],
    ['adamW', Number.NaN],
  ] as const;

  test.each(broken)('%s with %d: no variable moves, and a later step throws', async (kind, value) => {
    const a = variable([1, 2], 'broken/a');
    const b = variable([3], 'broken/b');
    const optimizer = makers[kind]();
    step(optimizer, { 'broken/a': [1, 1], 'broken/b': null });
    const before = await Promise.all([a.data(), b.data()]);
    const state = (await copyOf(optimizer)).filter(({ name }) => /\/(m|v|momentum)$/.test(name));

    step(optimizer, { 'broken/a': [1, value], 'broken/b': [1] });
    expect(await Promise.all([a.data(), b.data()])).toEqual(before);
    await expect(optimizer.getWeights()).rejects.toThrow('the gradients of step 2 have a norm that is');
    const after = new Map((await copyOf(optimizer)).map((weight) => [weight.name, weight]));
    for (const weight of state) expect(after.get(weight.name)).toEqual(weight);
    for (const name of ['broken/b/momentum', 'broken/b/m', 'broken/b/v']) {
      expect(after.get(name)?.values ?? [0]).toEqual([0]);
    }

    step(optimizer, { 'broken/a': [value, 1], 'broken/b': [1] });
    await vi.waitFor(
      () => {
        expect(() => step(optimizer, { 'broken/a': [0, 0], 'broken/b': [0] })).toThrow(
          'of step 3 have a norm',
        );
      },
      { timeout: 60_000 },
    );
    // Norms that have not been read yet are tensors still.
    await optimizer.getWeights();
    optimizer.dispose();
  });

  test('does not end the optimizer: the step after the error is taken', async () => {
    const moved = variable([1], 'broken/on');
    const optimizer = sgd({ learningRate: 0.5, clipNorm: 1 });
    step(optimizer, { 'broken/on': [Number.NaN] });
    await expect(optimizer.getWeights()).rejects.toThrow('step 1');
    step(optimizer, { 'broken/on': [0.5] });
    expect(Array.from(await moved.data())).toEqual([0.75]);
    await optimizer.getWeights();
    optimizer.dispose();
  });
});
