import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sgd } from '../../src/training';
import { copyOf, restore, step } from './step';
import { expectNoTensorLeft, variable } from './variables';

const options = { learningRate: 0.1, momentum: 0.9, weightDecay: 0.01 };
expectNoTensorLeft();

describe('a saved and restored optimizer', () => {
  test('goes on bit for bit as the one that was not interrupted', async () => {
    const values = fc.array(fc.float({ min: -4, max: 4, noNaN: true }), { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(values, { minLength: 2, maxLength: 5 }),
        fc.nat(3),
        fc.boolean(),
        async (all, cut, nesterov) => {
          const weight = tf.tidy(() => tf.variable(tf.tensor1d([1, 2, 3]), true, 'resumed'));
          const straight = sgd({ ...options, nesterov });
          for (const gradient of all) step(straight, { resumed: gradient });
          const expected = Array.from(await weight.data());
          straight.dispose();

          tf.tidy(() => weight.assign(tf.tensor1d([1, 2, 3])));
          const first = sgd({ ...options, nesterov });
          for (const gradient of all.slice(0, cut)) step(first, { resumed: gradient });
          const state = await copyOf(first);
          first.dispose();
          const second = sgd({ ...options, nesterov });
          await restore(second, state);
          for (const gradient of all.slice(cut)) step(second, { resumed: gradient });

          expect(Array.from(await weight.data())).toEqual(expected);
          expect(second.iterations).toBe(all.length);
          second.dispose();
          weight.dispose();
        },
      ),
      { numRuns: 15 },
    );
  });

  test('gives back the state it was given, before and after its next step', async () => {
    variable([1, 2], 'returned');
    const first = sgd(options);
    step(first, { returned: [1, -1] });
    const state = await copyOf(first);
    expect(state.map(({ name }) => name)).toEqual(['iter', 'returned/momentum']);
    const second = sgd(options);
    await restore(second, state);
    expect(await copyOf(second)).toEqual(state);
    step(first, { returned: [0.5, 0.5] });
    step(second, { returned: [0.5, 0.5] });
    expect((await copyOf(second))[0]!.values).toEqual([2]);
    first.dispose();
    second.dispose();
  });

  test('finds velocities by name, whatever their order', async () => {
    const a = variable([0, 0], 'ordered/a');
    const b = variable([0, 0], 'ordered/b');
    const optimizer = sgd({ learningRate: 1, momentum: 0.5 });
    await restore(optimizer, [
      { name: 'iter', values: [1], shape: [] },
      { name: 'ordered/b/momentum', values: [2, 2], shape: [2] },
      { name: 'ordered/a/momentum', values: [4, 4], shape: [2] },
    ]);
    step(optimizer, { 'ordered/a': [0, 0], 'ordered/b': [0, 0] });
    expect(Array.from(await a.data())).toEqual([-2, -2]);
    expect(Array.from(await b.data())).toEqual([-1, -1]);
    optimizer.dispose();
  });

  test('finds velocities in order for the same model built again under other numbers', async () => {
    variable([0, 0], 'dense_Dense1/kernel');
    variable([0, 0], 'dense_Dense1/bias');
    const kernel = variable([0, 0], 'dense_Dense2/kernel');
    const bias = variable([0, 0], 'dense_Dense2/bias');
    const optimizer = sgd({ learningRate: 1, momentum: 0.5 });
    await restore(optimizer, [
      { name: 'iter', values: [1], shape: [] },
      { name: 'dense_Dense1/kernel/momentum', values: [2, 2], shape: [2] },
      { name: 'dense_Dense1/bias/momentum', values: [4, 4], shape: [2] },
    ]);
    step(optimizer, { 'dense_Dense2/kernel': [0, 0], 'dense_Dense2/bias': [0, 0] });
    expect(Array.from(await kernel.data())).toEqual([-1, -1]);
    expect(Array.from(await bias.data())).toEqual([-2, -2]);
    expect((await copyOf(optimizer)).map(({ name }) => name)).toEqual([
      'iter',
      'dense_Dense2/kernel/momentum',
      'dense_Dense2/bias/momentum',
    ]);
    optimizer.dispose();
  });

  test('replaces the state it had, and starts variables that are new to it without velocity', async () => {
    const old = variable([0], 'replaced/old');
    const fresh = variable([0], 'replaced/fresh');
    const optimizer = sgd({ learningRate: 1, momentum: 0.5 });
    step(optimizer, { 'replaced/old': [100], 'replaced/fresh': [100] });
    await restore(optimizer, [
      { name: 'iter', values: [3], shape: [] },
      { name: 'replaced/old/momentum', values: [2], shape: [1] },
    ]);
    expect(optimizer.iterations).toBe(3);
    step(optimizer, { 'replaced/old': [0], 'replaced/fresh': [1] });
    expect(Array.from(await old.data())).toEqual([-101]);
    expect(Array.from(await fresh.data())).toEqual([-101]);
    optimizer.dispose();
  });
});

describe('the tensors of getWeights', () => {
  test('are not changed by later steps, and are freed by the next call and by dispose', async () => {
    variable([1], 'snapshot');
    const optimizer = sgd(options);
    step(optimizer, { snapshot: [1] });
    const [, velocity] = await optimizer.getWeights();
    const values = Array.from(await velocity!.tensor.data());
    step(optimizer, { snapshot: [5] });
    expect(Array.from(await velocity!.tensor.data())).toEqual(values);
    const held = tf.memory().numTensors;
    await optimizer.getWeights();
    expect(velocity!.tensor.isDisposed).toBe(true);
    expect(tf.memory().numTensors).toBe(held);
    optimizer.dispose();
  });
});

describe('a state that does not fit is refused, and the old one kept', () => {
  test.each<[string, string, Awaited<ReturnType<typeof copyOf>>]>([
    ['no number of steps', "'iter'", [{ name: 'fitting/momentum', values: [1, 2], shape: [2] }]],
    ['empty', "'iter'", []],
    [
      'an unknown variable',
      "'stranger'",
      [
        { name: 'iter', values: [1], shape: [] },
        { name: 'stranger/momentum', values: [1, 2], shape: [2] },
      ],
    ],
    [
      'another shape',
      'shape [2], got [3]',
      [
        { name: 'iter', values: [1], shape: [] },
        { name: 'fitting/momentum', values: [1, 2, 3], shape: [3] },
      ],
    ],
    [
      'another kind of name',
      "'fitting/m'",
      [
        { name: 'iter', values: [1], shape: [] },
        { name: 'fitting/m', values: [1, 2], shape: [2] },
      ],
    ],
    [
      'a name twice',
      'twice',
      [
        { name: 'iter', values: [1], shape: [] },
        { name: 'fitting/momentum', values: [1, 2], shape: [2] },
        { name: 'fitting/momentum', values: [1, 2], shape: [2] },
      ],
    ],
    ['no velocities', 'no velocities', [{ name: 'iter', values: [7], shape: [] }]],
    ['a broken number of steps', 'iter', [{ name: 'iter', values: [-1], shape: [] }]],
  ])('%s', async (_, message, state) => {
    variable([1, 2], 'fitting');
    const optimizer = sgd(options);
    step(optimizer, { fitting: [1, 1] });
    const before = await copyOf(optimizer);
    await expect(restore(optimizer, state)).rejects.toThrow(message);
    expect(await copyOf(optimizer)).toEqual(before);
    optimizer.dispose();
  });

  test('velocities without momentum', async () => {
    variable([1], 'unmoved');
    const optimizer = sgd({ learningRate: 0.1 });
    const state = [
      { name: 'iter', values: [1], shape: [] },
      { name: 'unmoved/momentum', values: [1], shape: [1] },
    ];
    await expect(restore(optimizer, state)).rejects.toThrow('momentum 0');
  });

  test('velocities of none of the variables that the next step trains', async () => {
    variable([1], 'elsewhere');
    variable([1], 'here');
    const optimizer = sgd(options);
    await restore(optimizer, [
      { name: 'iter', values: [1], shape: [] },
      { name: 'elsewhere/momentum', values: [1], shape: [1] },
    ]);
    expect(() => step(optimizer, { here: [1] })).toThrow("it has 'elsewhere', this step trains 'here'");
    optimizer.dispose();
  });
});
