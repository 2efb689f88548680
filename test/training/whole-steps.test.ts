import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { adamW, sgd } from '../../src/training';
import { copyOf, restore, step } from './step';
import { expectNoTensorLeft, variable } from './variables';

expectNoTensorLeft();

const makers = {
  sgd: () => sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 0.01 }),
  adamW: () => adamW({ learningRate: 0.1 }),
};
const kinds = ['sgd', 'adamW'] as const;

describe.each(kinds)('a step of %s that throws moves nothing', (kind) => {
  /** Takes a step, then one that `spoil` has spoilt the second gradient of. */
  async function spoilt(spoil: (gradient: tf.Tensor) => tf.Tensor, message: string) {
    const first = variable([1, 2], 'whole/first');
    const second = variable([3, 4], 'whole/second');
    const optimizer = makers[kind]();
    step(optimizer, { 'whole/first': [1, -1], 'whole/second': [1, -1] });
    const before = [Array.from(await first.data()), Array.from(await second.data()), await copyOf(optimizer)];

    tf.tidy(() => {
      const gradients = {
        'whole/first': tf.tensor1d([5, 6]),
        'whole/second': spoil(tf.tensor1d([7, 8])),
      };
      expect(() => optimizer.applyGradients(gradients)).toThrow(message);
    });
    const after = [Array.from(await first.data()), Array.from(await second.data()), await copyOf(optimizer)];
    expect(after).toEqual(before);
    expect(optimizer.iterations).toBe(1);
    optimizer.dispose();
  }

  test('where a gradient has been disposed', async () => {
    const spoil = (gradient: tf.Tensor) => {
      gradient.dispose();
      return gradient;
    };
    await spoilt(
      spoil,
      "the gradient of 'whole/second' must be a tensor with values, got one that was disposed",
    );
  });

  test('where a gradient has another shape', async () => {
    await spoilt(
      (gradient) => tf.reshape(gradient, [2, 1]),
      "'whole/second' must have the variable's shape [2]",
    );
  });

  test('where a variable is not of dtype float32', async () => {
    const moved = variable([1], 'whole/float');
    const counted = tf.tidy(() => tf.variable(tf.tensor1d([1], 'int32'), true, 'whole/int'));
    const optimizer = makers[kind]();
    const gradients = { 'whole/float': [1], 'whole/int': [1] };
    expect(() => step(optimizer, gradients)).toThrow("'whole/int' must be of dtype float32, got int32");
    expect(Array.from(await moved.data())).toEqual([1]);
    counted.dispose();
    optimizer.dispose();
  });
});

test('a step of sgd moves nothing where `decayed` throws', async () => {
  const first = variable([1], 'whole/first');
  variable([1], 'whole/second');
  const decayed = ({ name }: tf.Variable) => {
    if (name === 'whole/second') throw new Error('no opinion');
    return true;
  };
  const optimizer = sgd({ learningRate: 0.1, weightDecay: 0.1, decayed });
  expect(() => step(optimizer, { 'whole/first': [1], 'whole/second': [1] })).toThrow('no opinion');
  expect(Array.from(await first.data())).toEqual([1]);
});

describe.each(kinds)('%s, a variable disposed and made again under its name', (kind) => {
  test('starts as one that was never trained', async () => {
    const optimizer = makers[kind]();
    const old = variable([1], 'again');
    for (const gradient of [5, 5, 5]) step(optimizer, { again: [gradient] });
    old.dispose();
    const made = variable([1], 'again');
    const held = tf.memory().numTensors;
    for (const gradient of [-1, 2]) step(optimizer, { again: [gradient] });
    expect(tf.memory().numTensors).toBe(held);

    const fresh = makers[kind]();
    const untrained = variable([1], 'untrained');
    for (const gradient of [-1, 2]) step(fresh, { untrained: [gradient] });
    expect(Array.from(await made.data())).toEqual(Array.from(await untrained.data()));
    const values = async (of: tf.Optimizer) => (await copyOf(of)).slice(1).map((weight) => weight.values);
    expect(await values(optimizer)).toEqual(await values(fresh));
    optimizer.dispose();
    fresh.dispose();
  });

  test('may have another shape', async () => {
    const optimizer = makers[kind]();
    const old = variable([1], 'again');
    step(optimizer, { again: [5] });
    old.dispose();
    variable([1, 2], 'again');
    step(optimizer, { again: [5, 5] });
    expect((await copyOf(optimizer))[1]!.shape).toEqual([2]);
    optimizer.dispose();
  });

  test('keeps its place in the saved state, which has nothing of variables that are gone', async () => {
    const optimizer = makers[kind]();
    const gone = variable([1], 'order/gone');
    const old = variable([1], 'order/a');
    variable([1], 'order/b');
    step(optimizer, { 'order/gone': [1], 'order/a': [1], 'order/b': [1] });
    tf.dispose([gone, old]);
    const names = async () => [
      ...new Set((await copyOf(optimizer)).slice(1).map(({ name }) => name.slice(0, name.lastIndexOf('/')))),
    ];
    expect(await names()).toEqual(['order/b']);
    variable([1], 'order/a');
    step(optimizer, { 'order/b': [1], 'order/a': [1] });
    expect(await names()).toEqual(['order/a', 'order/b']);
    optimizer.dispose();
  });

  test('has the restored state where it was made again between restore and step', async () => {
    const optimizer = makers[kind]();
    const old = variable([1], 'again');
    step(optimizer, { again: [5] });
    const state = await copyOf(optimizer);
    old.dispose();
    const value = Array.from(await variable([1], 'again').data());
    await restore(optimizer, state);
    step(optimizer, { again: [5] });
    expect(value).toEqual([1]);
    const after = await copyOf(optimizer);
    expect(after[0]!.values).toEqual([2]);
    expect(after[1]!.values).not.toEqual(state[1]!.values);
    optimizer.dispose();
  });
});
