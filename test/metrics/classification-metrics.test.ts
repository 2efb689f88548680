import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { classificationMetrics } from 'mbib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { goldenMetrics } from '../support/golden-metrics';

let tensorsBefore = 0;
beforeEach(() => {
  tensorsBefore = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensorsBefore);
});

const means = ['accuracy', 'balancedAccuracy', 'macroF1', 'geometricMean', 'harmonicMean'] as const;

function expectNear(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-12);
}

describe('equal to scikit-learn to 1e-12', () => {
  test.each(goldenMetrics.classification)('$name', async ({ classes, labels, predictions, ...expected }) => {
    const metrics = await classificationMetrics(labels, predictions, { classes });
    for (const name of means) expectNear(metrics[name], expected[name]);
    metrics.perClass.forEach(({ precision, recall, f1, support }, k) => {
      // scikit-learn has 0 where there is nothing to divide by.
      expectNear(precision ?? 0, expected.precision[k]!);
      expectNear(recall ?? 0, expected.recall[k]!);
      expectNear(f1 ?? 0, expected.f1[k]!);
      expect(support).toBe(expected.support[k]);
    });
    const tested = expected.recall.filter((_, k) => expected.support[k]! > 0);
    expectNear(metrics.worstClass.recall, Math.min(...tested));
    expectNear(metrics.perClass[metrics.worstClass.class]!.recall!, metrics.worstClass.recall);
  });
});

describe('what is not defined', () => {
  test('a class without test samples has no recall, and none of the three where it is never predicted', async () => {
    const { perClass, worstClass } = await classificationMetrics([0, 0], [0, 1], { classes: 3 });
    expect(perClass[1]).toEqual({ precision: 0, recall: null, f1: 0, support: 0 });
    expect(perClass[2]).toEqual({ precision: null, recall: null, f1: null, support: 0 });
    expect(worstClass).toEqual({ class: 0, recall: 0.5 });
  });

  test('one class without a hit makes the geometric and the harmonic mean 0', async () => {
    const { balancedAccuracy, geometricMean, harmonicMean } = await classificationMetrics(
      [0, 1, 2],
      [0, 1, 1],
      { classes: 3 },
    );
    expect({ geometricMean, harmonicMean }).toEqual({ geometricMean: 0, harmonicMean: 0 });
    expect(balancedAccuracy).toBeCloseTo(2 / 3, 15);
  });

  test('the geometric mean of 8,142 small recalls is no rounding to 0', async () => {
    const classes = 8142;
    const labels = Int32Array.from({ length: 100 * classes }, (_, i) => i % classes);
    const predictions = labels.map((label, i) => (i < classes ? label : (label + 1) % classes));
    const { geometricMean, harmonicMean } = await classificationMetrics(labels, predictions, { classes });
    expectNear(geometricMean, 0.01);
    expectNear(harmonicMean, 0.01);
  });

  test('of equally bad classes the first is the worst', async () => {
    const { worstClass } = await classificationMetrics([0, 1, 1, 2, 2], [0, 1, 0, 2, 0], { classes: 3 });
    expect(worstClass).toEqual({ class: 1, recall: 0.5 });
  });
});

const testSets = fc.integer({ min: 2, max: 7 }).chain((classes) =>
  fc.record({
    classes: fc.constant(classes),
    samples: fc.array(fc.tuple(fc.nat(classes - 1), fc.nat(classes - 1)), { minLength: 1, maxLength: 60 }),
  }),
);
const metricsOf = (samples: [number, number][], classes: number) =>
  classificationMetrics(
    samples.map(([label]) => label),
    samples.map(([, prediction]) => prediction),
    { classes },
  );

describe('laws', () => {
  test('the order of the samples does not matter', async () => {
    await fc.assert(
      fc.asyncProperty(testSets, fc.infiniteStream(fc.nat()), async ({ classes, samples }, keys) => {
        const keyed = samples.map((sample) => ({ sample, key: keys.next().value }));
        const shuffled = keyed.sort((a, b) => a.key - b.key).map(({ sample }) => sample);
        expect(await metricsOf(shuffled, classes)).toEqual(await metricsOf(samples, classes));
      }),
    );
  });

  test('other names for the classes change their order alone', async () => {
    await fc.assert(
      fc.asyncProperty(testSets, fc.nat(), async ({ classes, samples }, shift) => {
        const renamed = (k: number) => (k + shift) % classes;
        const before = await metricsOf(samples, classes);
        const after = await metricsOf(
          samples.map(([label, prediction]) => [renamed(label), renamed(prediction)]),
          classes,
        );
        for (const name of means) expectNear(after[name], before[name]);
        before.perClass.forEach((figures, k) => {
          expect(after.perClass[renamed(k)]).toEqual(figures);
        });
      }),
    );
  });

  test('all are in 0..1, worst ≤ harmonic ≤ geometric ≤ arithmetic mean', async () => {
    await fc.assert(
      fc.asyncProperty(testSets, async ({ classes, samples }) => {
        const metrics = await metricsOf(samples, classes);
        const ofClasses = metrics.perClass.flatMap(({ precision, recall, f1 }) => [precision, recall, f1]);
        for (const figure of [...means.map((name) => metrics[name]), ...ofClasses]) {
          if (figure === null) continue;
          expect(figure).toBeGreaterThanOrEqual(0);
          expect(figure).toBeLessThanOrEqual(1);
        }
        const { worstClass, harmonicMean, geometricMean, balancedAccuracy } = metrics;
        expect(worstClass.recall).toBeLessThanOrEqual(harmonicMean + 1e-12);
        expect(harmonicMean).toBeLessThanOrEqual(geometricMean + 1e-12);
        expect(geometricMean).toBeLessThanOrEqual(balancedAccuracy + 1e-12);
      }),
    );
  });
});

describe('forms of labels and predictions', () => {
  const labels = [0, 1, 2, 2, 1];
  const predictions = [0, 2, 2, 1, 1];

  test('ids, columns, one-hot rows and logits all give the same; rows say how many classes there are', async () => {
    const expected = await classificationMetrics(labels, predictions, { classes: 3 });
    const tensors = tf.tidy(() => ({
      ids: tf.tensor1d(labels, 'int32'),
      column: tf.tensor2d(labels, [5, 1]),
      oneHot: tf.oneHot(tf.tensor1d(labels, 'int32'), 3),
      logits: tf.sub(tf.mul(tf.oneHot(tf.tensor1d(predictions, 'int32'), 3), 7), 1000),
    }));
    for (const truth of [labels, tensors.ids, tensors.column, tensors.oneHot]) {
      expect(await classificationMetrics(truth, tensors.logits)).toEqual(expected);
    }
    expect(await classificationMetrics(tensors.oneHot, predictions)).toEqual(expected);
    tf.dispose(tensors);
  });
});

describe('arguments that cannot be right are refused by name', () => {
  test.each<[string, () => unknown, () => unknown, object | undefined, typeof RangeError | typeof TypeError]>(
    [
      ['options.classes must be given', () => [0], () => [0], undefined, TypeError],
      [
        "options.classes must be a whole number of at least 1, got '2'",
        () => [0],
        () => [0],
        { classes: '2' },
        TypeError,
      ],
      ['options.classes', () => [0], () => [0], { classes: 0 }, RangeError],
      ['options must hold classes only, got bins', () => [0], () => [0], { bins: 3 }, TypeError],
      ['labels[0]', () => [2], () => [0], { classes: 2 }, RangeError],
      [
        "labels[0] must be a whole number of at least 0 and below 2, got '0'",
        () => ['0'],
        () => [0],
        { classes: 2 },
        TypeError,
      ],
      ['labels must be a tensor, or an array', () => undefined, () => [0], { classes: 2 }, TypeError],
      ['labels must hold at least one', () => [], () => [], { classes: 2 }, RangeError],
      ['predictions must hold 1 class ids, got 2', () => [0], () => [0, 1], { classes: 2 }, RangeError],
      [
        'predictions must have 3 columns, got 2',
        () => [0],
        () => tf.tensor2d([[1, 2]]),
        { classes: 3 },
        RangeError,
      ],
      [
        'labels must have 2 columns, got 3',
        () => tf.tensor2d([[0, 1, 0]]),
        () => tf.tensor2d([[1, 2]]),
        undefined,
        RangeError,
      ],
      ['labels[0] must be one-hot', () => tf.tensor2d([[1, 1, 1]]), () => [0], undefined, RangeError],
      [
        'labels[1] must be one-hot',
        () =>
          tf.tensor2d([
            [0, 1],
            [2, -1],
          ]),
        () => [0, 0],
        undefined,
        RangeError,
      ],
      [
        'predictions must be a tensor [n, columns]',
        () => [0],
        () => tf.zeros([1, 1, 2]),
        undefined,
        RangeError,
      ],
      [
        'labels must be a tensor [n, columns]',
        () => tf.zeros([2, 1, 1]),
        () => [0, 0],
        { classes: 2 },
        RangeError,
      ],
      ['labels must be a tensor [n, columns]', () => tf.scalar(0), () => [0], { classes: 2 }, RangeError],
      // Without a number of classes, what is wrong with the values is told first.
      [
        'labels must be a tensor, or an array of class ids, got undefined',
        () => undefined,
        () => [1],
        undefined,
        TypeError,
      ],
      ['predictions must hold 2 class ids, got 1', () => [0, 1], () => [1], undefined, RangeError],
      ['labels[0] must be a whole number', () => [Number.NaN], () => [1], undefined, RangeError],
    ],
  )('%s', async (message, labels, predictions, options, type) => {
    const [truth, predicted] = [labels() as number[], predictions() as number[]];
    const error = await classificationMetrics(truth, predicted, options).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(type);
    expect((error as Error).message).toContain(message);
    tf.dispose([truth, predicted]);
  });
});
