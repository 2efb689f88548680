import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { shotAccuracy } from '../../src/metrics/shot-accuracy';

let tensorsBefore = 0;
beforeEach(() => {
  tensorsBefore = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensorsBefore);
});

/** Test sets of up to 40 samples of up to 6 classes, with counts on all sides of both bounds. */
const testSets = fc
  .array(fc.constantFrom(0, 1, 19, 20, 21, 99, 100, 101, 500), { minLength: 1, maxLength: 6 })
  .chain((samplesPerClass) => {
    const id = fc.nat(samplesPerClass.length - 1);
    return fc.record({
      samplesPerClass: fc.constant(samplesPerClass),
      samples: fc.array(fc.record({ label: id, prediction: id }), { minLength: 1, maxLength: 40 }),
    });
  });

type Samples = { label: number; prediction: number }[];
const labelsOf = (samples: Samples) => samples.map(({ label }) => label);
const predictionsOf = (samples: Samples) => samples.map(({ prediction }) => prediction);

describe('groups', () => {
  test('a group is the mean over its classes, all is the share of the samples', async () => {
    const samplesPerClass = [500, 200, 50, 5];
    const labels = [0, 0, 0, 0, 1, 2, 2, 3];
    const predictions = [0, 0, 0, 1, 0, 2, 3, 3];
    expect(await shotAccuracy(labels, predictions, samplesPerClass)).toEqual({
      all: 5 / 8,
      many: (3 / 4 + 0) / 2,
      medium: 1 / 2,
      few: 1,
      unseen: null,
      perClass: [3 / 4, 0, 1 / 2, 1],
    });
  });

  test('classes without training samples are unseen, not few, whatever the bounds', async () => {
    const [labels, predictions] = [
      [0, 1, 1, 2, 3],
      [0, 1, 0, 2, 0],
    ];
    for (const bounds of [{}, { many: 0, few: 0 }, { many: 1000, few: 1000 }]) {
      expect(await shotAccuracy(labels, predictions, [500, 0, 5, 0], bounds)).toMatchObject({ unseen: 0.25 });
    }
    expect(await shotAccuracy(labels, predictions, [500, 0, 5, 0])).toMatchObject({ many: 1, few: 1 });
    expect(await shotAccuracy([0, 0], [0, 1], [0, 0])).toMatchObject({ all: 0.5, few: null, unseen: 0.5 });
  });

  test('more than 100 samples is many, fewer than 20 few, and both bounds medium', async () => {
    const accuracy = async (count: number) => {
      const { many, medium, few } = await shotAccuracy([0], [0], [count]);
      return { many, medium, few };
    };
    expect(await accuracy(101)).toEqual({ many: 1, medium: null, few: null });
    expect(await accuracy(100)).toEqual({ many: null, medium: 1, few: null });
    expect(await accuracy(20)).toEqual({ many: null, medium: 1, few: null });
    expect(await accuracy(19)).toEqual({ many: null, medium: null, few: 1 });
  });

  test('the bounds are options', async () => {
    const { many, medium, few } = await shotAccuracy([0, 1, 2], [0, 0, 2], [100, 20, 19], {
      many: 99,
      few: 20,
    });
    expect({ many, medium, few }).toEqual({ many: 1, medium: 0, few: 1 });
  });

  test('a class without test samples is null and does not count in its group', async () => {
    expect(await shotAccuracy([1], [1], [300, 200, 3])).toEqual({
      all: 1,
      many: 1,
      medium: null,
      few: null,
      unseen: null,
      perClass: [null, 1, null],
    });
  });
});

describe('laws', () => {
  test('the order of the samples does not matter', async () => {
    await fc.assert(
      fc.asyncProperty(testSets, fc.infiniteStream(fc.nat()), async ({ samplesPerClass, samples }, keys) => {
        const keyed = samples.map((sample) => ({ sample, key: keys.next().value }));
        const shuffled = keyed.sort((a, b) => a.key - b.key).map(({ sample }) => sample);
        expect(await shotAccuracy(labelsOf(shuffled), predictionsOf(shuffled), samplesPerClass)).toEqual(
          await shotAccuracy(labelsOf(samples), predictionsOf(samples), samplesPerClass),
        );
      }),
    );
  });

  test('all is the mean of the classes weighted by their samples', async () => {
    await fc.assert(
      fc.asyncProperty(testSets, async ({ samplesPerClass, samples }) => {
        const { all, perClass } = await shotAccuracy(
          labelsOf(samples),
          predictionsOf(samples),
          samplesPerClass,
        );
        const right = samples.reduce((sum, { label }) => sum + perClass[label]!, 0);
        expect(all).toBeCloseTo(right / samples.length, 12);
      }),
    );
  });

  test('right predictions are 1 everywhere, wrong ones 0', async () => {
    await fc.assert(
      fc.asyncProperty(testSets, async ({ samplesPerClass, samples }) => {
        const labels = labelsOf(samples);
        const perfect = await shotAccuracy(labels, labels, samplesPerClass);
        expect([perfect.all, perfect.many ?? 1, perfect.medium ?? 1, perfect.few ?? 1]).toEqual([1, 1, 1, 1]);
        const wrong = labels.map((label) => (label + 1) % samplesPerClass.length);
        if (samplesPerClass.length > 1) {
          expect((await shotAccuracy(labels, wrong, samplesPerClass)).all).toBe(0);
        }
      }),
    );
  });
});

describe('forms of labels and predictions', () => {
  const samplesPerClass = [200, 50, 5];
  const labels = [0, 1, 2, 2, 1];
  const predictions = [0, 2, 2, 1, 1];

  test('ids in arrays, typed arrays and tensors [n] and [n, 1], one-hot rows and logits all give the same', async () => {
    const expected = await shotAccuracy(labels, predictions, samplesPerClass);
    const tensors = tf.tidy(() => ({
      ids: tf.tensor1d(labels, 'int32'),
      column: tf.tensor2d(labels, [5, 1]),
      oneHot: tf.oneHot(tf.tensor1d(labels, 'int32'), 3),
      predictedColumn: tf.tensor2d(predictions, [5, 1], 'int32'),
      logits: tf.sub(tf.mul(tf.oneHot(tf.tensor1d(predictions, 'int32'), 3), 7), 1000),
    }));
    for (const truth of [Int32Array.from(labels), tensors.ids, tensors.column, tensors.oneHot]) {
      for (const predicted of [predictions, tensors.predictedColumn, tensors.logits]) {
        expect(await shotAccuracy(truth, predicted, samplesPerClass)).toEqual(expected);
      }
    }
    tf.dispose(tensors);
  });

  test('of equal scores the first class is predicted', async () => {
    const scores = tf.tensor2d([[0.5, 0.5, 0]]);
    expect((await shotAccuracy([0], scores, samplesPerClass)).all).toBe(1);
    expect((await shotAccuracy([1], scores, samplesPerClass)).all).toBe(0);
    scores.dispose();
  });
});

describe('arguments that cannot be right are refused by name', () => {
  const scores = (values: number[], shape: [number, number]) => () => tf.tensor2d(values, shape);
  test.each<[string, () => unknown, () => unknown, number[], object]>([
    ['labels[1]', () => [0, 2], () => [0, 1], [5, 5], {}],
    ['labels[0]', () => [-1], () => [0], [5, 5], {}],
    ['labels[0]', () => [0.5], () => [0], [5, 5], {}],
    ['labels[0]', () => [Number.NaN], () => [0], [5, 5], {}],
    ['labels', () => [], () => [], [5, 5], {}],
    ['predictions[1]', () => [0, 1], () => [0, 7], [5, 5], {}],
    ['predictions', () => [0, 1], () => [0], [5, 5], {}],
    ['predictions', () => [0, 1], scores([1, 2, 3, 4, 5, 6], [2, 3]), [5, 5], {}],
    ['predictions must have 3 columns, got 2', () => [0, 1], scores([1, 2, 3, 4], [2, 2]), [5, 5, 5], {}],
    ['predictions[1, 0]', () => [0, 1], scores([1, 2, Number.NaN, 4], [2, 2]), [5, 5], {}],
    ['samplesPerClass', () => [0], () => [0], [], {}],
    ['samplesPerClass[1] must not be negative, got -1', () => [0], () => [0], [5, -1], {}],
    ['samplesPerClass[1] must be a finite number, got NaN', () => [0], () => [0], [5, Number.NaN], {}],
    ['options.many', () => [0], () => [0], [5, 5], { many: Number.NaN }],
    ['options.few', () => [0], () => [0], [5, 5], { many: 10, few: 20 }],
    ['options must hold many, few only, got medium', () => [0], () => [0], [5, 5], { medium: 50 }],
  ])('%s', async (name, labels, predictions, samplesPerClass, options) => {
    const predicted = predictions() as tf.Tensor;
    await expect(shotAccuracy(labels() as number[], predicted, samplesPerClass, options)).rejects.toThrow(
      name,
    );
    tf.dispose(predicted);
  });

  test('labels of three dimensions', async () => {
    for (const shape of [
      [1, 2, 1],
      [1, 1, 2],
      [1, 1, 1],
    ] as const) {
      const labels = tf.zeros([...shape]);
      await expect(shotAccuracy(labels, [0], [5])).rejects.toThrow('labels must be a tensor [n, columns]');
      labels.dispose();
    }
  });
});
