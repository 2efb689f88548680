import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expectedCalibrationError } from 'mbib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { goldenMetrics } from '../support/golden-metrics';

let tensorsBefore = 0;
beforeEach(() => {
  tensorsBefore = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensorsBefore);
});

async function errorOf(labels: number[], rows: number[][], options?: { bins?: number }): Promise<number> {
  const probabilities = tf.tensor2d(rows);
  try {
    return await expectedCalibrationError(labels, probabilities, options);
  } finally {
    probabilities.dispose();
  }
}

describe('values', () => {
  test.each(goldenMetrics.calibration)(
    "the bins of scikit-learn's calibration_curve: $name",
    async (expected) => {
      const { labels, rows, bins, error } = expected;
      expect(Math.abs((await errorOf(labels, rows, { bins })) - error)).toBeLessThanOrEqual(1e-12);
    },
  );

  test('Eq. 3 by hand, with 15 bins where nothing is said', async () => {
    const rows = [
      [0.75, 0.25],
      [0.25, 0.75],
      [0.5, 0.5],
      [1, 0],
    ];
    // Bins: 0.75 twice, one right; 0.5, right; 1, wrong.
    const expected = (2 * 0.25 + 0.5 + 1) / 4;
    expect(await errorOf([0, 0, 0, 1], rows)).toBe(expected);
    expect(await errorOf([0, 0, 0, 1], rows, { bins: 15 })).toBe(expected);
    // In one bin: three of four predictions are right in the mean of 0.75, 0.75, 0.5 and 1.
    expect(await errorOf([0, 1, 0, 1], rows, { bins: 1 })).toBe(0);
  });

  test('a confidence on an edge is in the bin below', async () => {
    // 0.5 and 0.375 share the bin (0.25, 0.5] of four; 0.5 alone would be in (0.5, 0.75] were bins closed on the left.
    const rows = [
      [0.5, 0.25, 0.25],
      [0.375, 0.3125, 0.3125],
    ];
    expect(await errorOf([0, 1], rows, { bins: 4 })).toBe(Math.abs(0.875 - 1) / 2);
  });
});

const batches = fc.integer({ min: 2, max: 5 }).chain((classes) =>
  fc.array(
    fc.record({
      label: fc.nat(classes - 1),
      parts: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: classes, maxLength: classes }),
    }),
    { minLength: 1, maxLength: 40 },
  ),
);
const rowsOf = (samples: { parts: number[] }[]) =>
  samples.map(({ parts }) => parts.map((part) => part / parts.reduce((a, b) => a + b, 0)));

describe('laws', () => {
  test('in 0..1, whatever the order; at least the difference of mean confidence and accuracy, which is one bin', async () => {
    await fc.assert(
      fc.asyncProperty(batches, fc.integer({ min: 1, max: 30 }), async (samples, bins) => {
        const labels = samples.map(({ label }) => label);
        const rows = rowsOf(samples);
        const error = await errorOf(labels, rows, { bins });
        expect(error).toBeGreaterThanOrEqual(0);
        expect(error).toBeLessThanOrEqual(1);
        expect(await errorOf([...labels].reverse(), [...rows].reverse(), { bins })).toBeCloseTo(error, 12);
        expect(error).toBeGreaterThanOrEqual((await errorOf(labels, rows, { bins: 1 })) - 1e-12);
      }),
    );
  });
});

describe('arguments that cannot be right are refused by name', () => {
  test.each<[string, number[], number[][], object]>([
    ['probabilities[0] must hold numbers in 0..1 that sum to 1, got [1,1,1]', [0], [[1, 1, 1]], {}],
    [
      'probabilities[1]',
      [0, 0],
      [
        [1, 0],
        [3, -2],
      ],
      {},
    ],
    ['probabilities[0]', [0], [[0.5, 0.25]], {}],
    ['probabilities[0, 1]', [0], [[0.5, Number.NaN]], {}],
    ['labels[0]', [2], [[0.5, 0.5]], {}],
    ['labels must hold 1 class ids, got 2', [0, 1], [[0.5, 0.5]], {}],
    ['options.bins', [0], [[0.5, 0.5]], { bins: 0 }],
    ['options.bins', [0], [[0.5, 0.5]], { bins: 1.5 }],
    ['options must hold bins only, got bin', [0], [[0.5, 0.5]], { bin: 10 }],
  ])('%s', async (message, labels, rows, options) => {
    await expect(errorOf(labels, rows, options)).rejects.toThrow(message);
  });

  test('probabilities that are no tensor', async () => {
    await expect(expectedCalibrationError([0], [0] as never)).rejects.toThrow(
      'probabilities must be a tensor',
    );
  });
});
