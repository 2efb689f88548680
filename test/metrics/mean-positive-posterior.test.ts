import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { meanPositivePosterior } from '../../src/metrics/mean-positive-posterior';

let tensorsBefore = 0;
beforeEach(() => {
  tensorsBefore = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensorsBefore);
});

const logit = fc.float({ min: -30, max: 30, noNaN: true });
const batches = fc.integer({ min: 2, max: 5 }).chain((classes) =>
  fc.array(
    fc.record({
      label: fc.nat(classes - 1),
      row: fc.array(logit, { minLength: classes, maxLength: classes }),
    }),
    { minLength: 1, maxLength: 12 },
  ),
);

test('Eq. 14 by hand: softmax of (0, log 3) is (1/4, 3/4)', async () => {
  const logits = tf.tensor2d([
    [0, Math.log(3)],
    [Math.log(3), 0],
    [5, 5],
  ]);
  const means = await meanPositivePosterior([0, 0, 1], logits);
  expect(means).toEqual([expect.closeTo((1 / 4 + 3 / 4) / 2, 6), expect.closeTo(1 / 2, 6)]);
  logits.dispose();
});

test('equals the mean of the softmax entries, taken sample by sample', async () => {
  await fc.assert(
    fc.asyncProperty(batches, async (samples) => {
      const classes = samples[0]!.row.length;
      const logits = tf.tensor2d(samples.map(({ row }) => row));
      const means = await meanPositivePosterior(
        samples.map(({ label }) => label),
        logits,
      );
      logits.dispose();
      for (let k = 0; k < classes; k++) {
        const posteriors = samples
          .filter(({ label }) => label === k)
          .map(({ row }) => 1 / row.reduce((sum, other) => sum + Math.exp(other - row[k]!), 0));
        const expected = posteriors.reduce((sum, value) => sum + value, 0) / posteriors.length;
        if (posteriors.length === 0) expect(means[k]).toBeNull();
        else expect(means[k]).toBeCloseTo(expected, 9);
      }
    }),
  );
});

test('probabilities give what their logits give', async () => {
  const logits = tf.tensor2d([
    [1, -2, 0.5],
    [3, 0, 0],
    [0, 0.25, -1],
  ]);
  const probabilities = tf.softmax(logits);
  const labels = [2, 0, 1];
  const fromLogits = await meanPositivePosterior(labels, logits);
  const direct = await meanPositivePosterior(labels, probabilities, { fromLogits: false });
  direct.forEach((mean, k) => {
    expect(mean).toBeCloseTo(fromLogits[k]!, 6);
  });
  tf.dispose([logits, probabilities]);
});

test('logits of ±1000 give 0 and 1, no NaN', async () => {
  const logits = tf.tensor2d([
    [1000, -1000],
    [1000, -1000],
  ]);
  expect(await meanPositivePosterior([0, 1], logits)).toEqual([1, 0]);
  logits.dispose();
});

test('200,000 classes', async () => {
  const classes = 200_000;
  const logits = tf.fill([1, classes], Math.fround(0.3));
  const probabilities = tf.fill([1, classes], 1 / classes);
  const fromLogits = await meanPositivePosterior([7], logits);
  const direct = await meanPositivePosterior([7], probabilities, { fromLogits: false });
  expect(fromLogits[7]).toBeCloseTo(1 / classes, 10);
  expect(direct[7]).toBeCloseTo(1 / classes, 10);
  expect([fromLogits[6], fromLogits.length]).toEqual([null, classes]);
  tf.dispose([logits, probabilities]);
});

describe('arguments that cannot be right are refused by name', () => {
  test.each<[string, number[], number[][], object]>([
    [
      'labels[1]',
      [0, 2],
      [
        [1, 2],
        [3, 4],
      ],
      {},
    ],
    [
      'labels must hold 2 class ids, got 1',
      [0],
      [
        [1, 2],
        [3, 4],
      ],
      {},
    ],
    [
      'predictions[1, 0]',
      [0, 1],
      [
        [1, 2],
        [Number.NaN, 4],
      ],
      {},
    ],
    [
      'predictions[0, 1]',
      [0, 1],
      [
        [1, Infinity],
        [3, 4],
      ],
      {},
    ],
    [
      'predictions[0]',
      [0, 1],
      [
        [5, 6],
        [0.5, 0.5],
      ],
      { fromLogits: false },
    ],
    [
      'predictions[1]',
      [0, 1],
      [
        [0.5, 0.5],
        [1.5, -0.5],
      ],
      { fromLogits: false },
    ],
    [
      'options must hold fromLogits only, got logits',
      [0, 1],
      [
        [1, 2],
        [3, 4],
      ],
      { logits: false },
    ],
  ])('%s', async (name, labels, rows, options) => {
    const predictions = tf.tensor2d(rows);
    await expect(meanPositivePosterior(labels, predictions, options)).rejects.toThrow(name);
    predictions.dispose();
  });

  test('rows of which the entry of the label alone would do', async () => {
    const ones = tf.ones([1, 3]);
    const small = tf.tensor2d([[0.25, 0.25, 0.25]]);
    for (const rows of [ones, small]) {
      await expect(meanPositivePosterior([0], rows, { fromLogits: false })).rejects.toThrow(
        /^predictions\[0\] must hold probabilities, with fromLogits: false: numbers in 0\.\.1 that sum to 1, got \[/,
      );
    }
    await expect(meanPositivePosterior(ones, small)).rejects.toThrow('labels[0] must be one-hot');
    tf.dispose([ones, small]);
  });

  test('fromLogits as text', async () => {
    const logits = tf.zeros<tf.Rank.R2>([1, 2]);
    await expect(meanPositivePosterior([0], logits, { fromLogits: 'false' as never })).rejects.toThrow(
      new TypeError("options.fromLogits must be true or false, got 'false'"),
    );
    logits.dispose();
  });

  test('labels [n, 1, 1]', async () => {
    const logits = tf.zeros([2, 2]);
    const labels = tf.zeros([2, 1, 1]);
    await expect(meanPositivePosterior(labels, logits)).rejects.toThrow(
      'labels must be a tensor [n, columns]',
    );
    tf.dispose([logits, labels]);
  });

  test('predictions that are no matrix', async () => {
    const ids = tf.tensor1d([0, 1]);
    await expect(meanPositivePosterior([0, 1], ids)).rejects.toThrow(
      'predictions must be a tensor [n, columns]',
    );
    await expect(meanPositivePosterior([0, 1], [0, 1] as never)).rejects.toThrow(
      'predictions must be a tensor',
    );
    ids.dispose();
  });
});
