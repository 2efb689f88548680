import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {
  classificationMetrics,
  classificationMetricsIntervals,
  expectedCalibrationError,
  expectedCalibrationErrorInterval,
  type Interval,
  shotAccuracy,
  shotAccuracyIntervals,
} from 'mbib';
import { describe, expect, test } from 'vitest';
import { deviationsBeyond, wilsonInterval } from '../../../src/metrics/intervals/wilson-interval';
import { randomBits } from '../../../src/random-bits';
import { goldenMetrics } from '../../support/golden-metrics';

function expectNear(actual: number, expected: number, tolerance = 1e-12): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance);
}

describe('equal to what Python computes', () => {
  test.each(Object.entries(goldenMetrics.random))('random numbers of the seed %s', (seed, expected) => {
    const bits = randomBits(Number(seed));
    expect(expected.map(() => bits())).toEqual(expected);
  });

  test.each(goldenMetrics.intervals)('bootstrap intervals with $options', async (golden) => {
    const { labels, predictions, options, expected } = golden;
    const intervals = await classificationMetricsIntervals(labels, predictions, options);
    for (const name of ['accuracy', 'balancedAccuracy', 'macroF1'] as const) {
      for (const end of ['value', 'low', 'high'] as const) {
        expectNear(intervals[name][end], expected[name][end]);
      }
    }
  });

  test.each(goldenMetrics.wilson)(
    "Wilson's interval for %d of %d at %d",
    (hits, samples, confidence, low, high) => {
      const interval = wilsonInterval(hits!, samples!, deviationsBeyond((1 - confidence!) / 2));
      expectNear(interval.low, low!, 1e-10);
      expectNear(interval.high, high!, 1e-10);
    },
  );

  test.each(goldenMetrics.deviations)('the tail %d of the normal distribution', (tail, deviations) => {
    expectNear(deviationsBeyond(tail!), deviations!, 1e-8);
  });
});

const testSets = fc.integer({ min: 2, max: 6 }).chain((classes) =>
  fc.record({
    classes: fc.constant(classes),
    samples: fc.array(fc.tuple(fc.nat(classes - 1), fc.nat(classes - 1)), { minLength: 1, maxLength: 50 }),
    counts: fc.array(fc.constantFrom(0, 5, 50, 500), { minLength: classes, maxLength: classes }),
    seed: fc.nat(),
  }),
);
const labelsOf = (samples: [number, number][]) => samples.map(([label]) => label);
const predictionsOf = (samples: [number, number][]) => samples.map(([, prediction]) => prediction);

/** Every interval in a result, however deep. */
function intervalsIn(result: unknown): Interval[] {
  if (typeof result !== 'object' || result === null) return [];
  if ('low' in result) return [result as Interval];
  return Object.values(result).flatMap(intervalsIn);
}

/** A result with the value in the place of each interval. */
function valuesOf(result: unknown): unknown {
  if (Array.isArray(result)) return result.map(valuesOf);
  if (typeof result !== 'object' || result === null) return result;
  if ('low' in result) return (result as Interval).value;
  return Object.fromEntries(Object.entries(result).map(([name, value]) => [name, valuesOf(value)]));
}

describe('laws', () => {
  test('the values are those of the metrics; 0 ≤ low ≤ value ≤ high ≤ 1', async () => {
    await fc.assert(
      fc.asyncProperty(testSets, async ({ classes, samples, counts, seed }) => {
        const pair = [labelsOf(samples), predictionsOf(samples)] as const;
        const options = { seed, resamples: 100 };
        const metrics = await classificationMetricsIntervals(...pair, { classes, ...options });
        expect(valuesOf(metrics)).toEqual(await classificationMetrics(...pair, { classes }));
        const shots = await shotAccuracyIntervals(...pair, counts, options);
        expect(valuesOf(shots)).toEqual(await shotAccuracy(...pair, counts));
        for (const { value, low, high } of intervalsIn([metrics, shots])) {
          expect(low).toBeGreaterThanOrEqual(0);
          expect(value).toBeGreaterThanOrEqual(low);
          expect(value).toBeLessThanOrEqual(high);
          expect(high).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('the order of the samples does not matter', async () => {
    await fc.assert(
      fc.asyncProperty(testSets, async ({ classes, samples, seed }) => {
        const of = (ordered: [number, number][]) =>
          classificationMetricsIntervals(labelsOf(ordered), predictionsOf(ordered), {
            classes,
            seed,
            resamples: 100,
          });
        expect(await of([...samples].reverse())).toEqual(await of(samples));
      }),
      { numRuns: 40 },
    );
  });
});

describe('seed, confidence and resamples', () => {
  const { labels, predictions, options } = goldenMetrics.intervals[0]!;
  const accuracyWith = async (more: object) =>
    (await classificationMetricsIntervals(labels, predictions, { ...options, ...more })).accuracy;

  test('the same seed gives the same, another one nearly the same', async () => {
    const first = await accuracyWith({ seed: 1 });
    expect(await accuracyWith({ seed: 1 })).toEqual(first);
    const other = await accuracyWith({ seed: 2 });
    expect(other).not.toEqual(first);
    expectNear(other.low, first.low, 0.05);
    expectNear(other.high, first.high, 0.05);
  });

  test('a higher confidence is a wider interval', async () => {
    const [narrow, wide] = [
      await accuracyWith({ confidence: 0.5 }),
      await accuracyWith({ confidence: 0.99 }),
    ];
    expect(wide.low).toBeLessThan(narrow.low);
    expect(wide.high).toBeGreaterThan(narrow.high);
  });

  test('the calibration error has the same interval in any order, and the value of the metric', async () => {
    const rows = goldenMetrics.calibration[0]!;
    const of = async (order: (values: unknown[]) => unknown[]) => {
      const probabilities = tf.tensor2d(order(rows.rows) as number[][]);
      const truth = order(rows.labels) as number[];
      const result = [
        await expectedCalibrationErrorInterval(truth, probabilities, { seed: 3 }),
        await expectedCalibrationError(truth, probabilities),
      ] as const;
      probabilities.dispose();
      return result;
    };
    const [interval, error] = await of((values) => values);
    expectNear(interval.value, error);
    expect(interval.low).toBeLessThan(interval.high);
    expect((await of((values) => [...values].reverse()))[0]).toEqual(interval);
  });
});

describe('cases at the edge', () => {
  test('all right: the bootstrap sees no error, the intervals of classes do', async () => {
    const { accuracy, worstClass, perClass } = await classificationMetricsIntervals(
      [0, 0, 0, 1, 1],
      [0, 0, 0, 1, 1],
      { classes: 2 },
    );
    expect(accuracy).toEqual({ value: 1, low: 1, high: 1 });
    expect(worstClass.recall.low).toBeLessThan(0.4);
    expect(perClass[0]!.recall!.low).toBeCloseTo(3 / (3 + 1.959964 ** 2), 6);
  });

  test('a class without a hit: geometric and harmonic mean go from 0 to what they may be', async () => {
    const labels = [0, 0, 0, 0, 1, 1, 1, 1];
    const { geometricMean, harmonicMean, balancedAccuracy } = await classificationMetricsIntervals(
      labels,
      [0, 0, 0, 1, 0, 0, 0, 0],
      { classes: 2 },
    );
    for (const mean of [geometricMean, harmonicMean]) {
      expect(mean).toMatchObject({ value: 0, low: 0 });
      expect(mean.high).toBeGreaterThan(0.3);
    }
    expect(balancedAccuracy.value).toBe(3 / 8);
  });

  test('a class with one test sample is always drawn', async () => {
    const { accuracy } = await classificationMetricsIntervals([0, 1], [0, 0], { classes: 2 });
    expect(accuracy).toEqual({ value: 0.5, low: 0.5, high: 0.5 });
  });

  test('a class that is never predicted may have any precision', async () => {
    const { perClass } = await classificationMetricsIntervals([0, 1], [0, 0], { classes: 3 });
    expect(perClass[1]!.precision).toEqual({ value: 0, low: 0, high: 1 });
    expect(perClass[2]).toEqual({ precision: null, recall: null, f1: null, support: 0 });
  });
});

describe('options that cannot be right are refused by name', () => {
  test.each<[string, object, typeof RangeError | typeof TypeError]>([
    ['options.confidence must be above 0 and below 1, got 1', { confidence: 1 }, RangeError],
    ['options.confidence must be above 0 and below 1, got 95', { confidence: 95 }, RangeError],
    ["options.confidence must be a finite number, got '0.9'", { confidence: '0.9' }, TypeError],
    ['options.resamples must be a whole number of at least 100, got 10', { resamples: 10 }, RangeError],
    ['options.seed must be a whole number of at least 0', { seed: -1 }, RangeError],
    ['options.seed must be a whole number of at least 0', { seed: 2 ** 32 }, RangeError],
    ['only, got unheardOf', { unheardOf: 1 }, TypeError],
  ])('%s: %o', async (message, options, type) => {
    const rows = tf.tensor2d([[0.5, 0.5]]);
    const calls = [
      () => classificationMetricsIntervals([0], [0], { classes: 1, ...options }),
      () => shotAccuracyIntervals([0], [0], [1], options),
      () => expectedCalibrationErrorInterval([0], rows, options),
    ];
    for (const call of calls) {
      const error: unknown = await call().catch((thrown) => thrown);
      expect(error).toBeInstanceOf(type);
      expect((error as Error).message).toContain(message);
    }
    rows.dispose();
  });
});
