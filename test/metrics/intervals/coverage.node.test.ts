import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {
  classificationMetricsIntervals,
  expectedCalibrationErrorInterval,
  type Interval,
  shotAccuracyIntervals,
} from 'mbib';
import { describe, expect, test } from 'vitest';
import { MersenneTwister } from '../../../src/jobs/data/mersenne-twister';
import {
  drawTestSet,
  evenly,
  type SimulatedClassifier,
  trueMeans,
  trueOfClasses,
} from './simulated-test-sets';

// Test sets of classifiers whose true figures are known, and how many of the intervals for 95 % hold them. The share of 300 intervals
// that each hold the truth with probability 0.95 has a standard deviation of 0.0126; bounds are four of those away.
const testSets = 300;
const resamples = 500;
const least = 0.95 - 4 * Math.sqrt((0.95 * 0.05) / testSets);
const most = 0.95 + 4 * Math.sqrt((0.95 * 0.05) / testSets);

/** Counts which intervals hold the truth. */
class Coverage {
  private readonly held = new Map<string, number>();

  add(name: string, { low, high }: Interval, truth: number): void {
    this.held.set(name, (this.held.get(name) ?? 0) + Number(low <= truth && truth <= high) / testSets);
  }

  /** The names whose share is not in `from`..`to`, with it. */
  outside(names: readonly string[], from: number, to = 1): [string, number][] {
    return names
      .map((name): [string, number] => [name, this.held.get(name) ?? Number.NaN])
      .filter(([, share]) => !(share >= from && share <= to + 1e-9));
  }
}

const meanNames = ['accuracy', 'balancedAccuracy', 'macroF1', 'geometricMean', 'harmonicMean'] as const;

async function coverageOf(classifier: SimulatedClassifier): Promise<Coverage> {
  const classes = classifier.recalls.length;
  const truth = trueMeans(classifier);
  const ofClasses = trueOfClasses(classifier);
  const random = new MersenneTwister(1);
  const coverage = new Coverage();
  for (let seed = 0; seed < testSets; seed++) {
    const { labels, predictions } = drawTestSet(classifier, random);
    const options = { classes, resamples, seed };
    const { perClass, worstClass, ...means } = await classificationMetricsIntervals(
      labels,
      predictions,
      options,
    );
    for (const name of meanNames) coverage.add(name, means[name], truth[name]);
    coverage.add('worst', worstClass.recall, truth.worst);
    for (const k of [0, classes - 1]) {
      coverage.add(`recall ${k}`, perClass[k]!.recall!, classifier.recalls[k]!);
      coverage.add(`precision ${k}`, perClass[k]!.precision!, ofClasses.precision[k]!);
      coverage.add(`f1 ${k}`, perClass[k]!.f1!, ofClasses.f1[k]!);
    }
  }
  return coverage;
}

describe('95 of 100 intervals hold the true figure', () => {
  test.each<[string, SimulatedClassifier]>([
    ['10 classes of 30 test samples', { recalls: evenly(10, 0.3, 0.95), samples: new Array(10).fill(30) }],
    ['40 classes of 50', { recalls: evenly(40, 0.2, 0.9), samples: new Array(40).fill(50) }],
    [
      '12 classes of 20 to 240, the rarest the worst',
      { recalls: evenly(12, 0.4, 0.9), samples: Array.from({ length: 12 }, (_, k) => 20 * (k + 1)) },
    ],
  ])('%s', async (_, classifier) => {
    const coverage = await coverageOf(classifier);
    const last = classifier.recalls.length - 1;
    expect(coverage.outside(['accuracy', 'balancedAccuracy', 'macroF1'], least, most)).toEqual([]);
    // Skewed, so that their intervals are a little too wide.
    expect(coverage.outside(['geometricMean', 'harmonicMean'], least)).toEqual([]);
    const ofClasses = ['recall', 'precision', 'f1'].flatMap((name) => [`${name} 0`, `${name} ${last}`]);
    expect(coverage.outside(ofClasses, least)).toEqual([]);
    expect(coverage.outside(['worst'], 0.95)).toEqual([]);
  });

  test('3 test samples a class, as in iNaturalist 2018: groups of shotAccuracy', async () => {
    const classifier = { recalls: evenly(120, 0.3, 0.9), samples: new Array(120).fill(3) };
    const counts = Array.from({ length: 120 }, (_, k) => [0, 5, 50, 500][Math.floor(k / 30)]!);
    const truth = (first: number, end: number) =>
      classifier.recalls.slice(first, end).reduce((a, b) => a + b, 0) / (end - first);
    const truths = {
      all: truth(0, 120),
      unseen: truth(0, 30),
      few: truth(30, 60),
      medium: truth(60, 90),
      many: truth(90, 120),
    };
    const random = new MersenneTwister(2);
    const coverage = new Coverage();
    for (let seed = 0; seed < testSets; seed++) {
      const { labels, predictions } = drawTestSet(classifier, random);
      const intervals = await shotAccuracyIntervals(labels, predictions, counts, { resamples, seed });
      for (const [name, value] of Object.entries(truths)) {
        coverage.add(name, intervals[name as keyof typeof truths]!, value);
      }
    }
    expect(coverage.outside(Object.keys(truths), least, most)).toEqual([]);
  });

  test('of a calibration error, where the classifier is too sure', async () => {
    await tf.setBackend('cpu');
    const right = (confidence: number) => confidence ** 1.5;
    const coverage = new Coverage();
    const random = new MersenneTwister(3);
    for (let seed = 0; seed < testSets; seed++) {
      const samples = Array.from({ length: 2000 }, () => {
        const confidence = 0.4 + 0.6 * random.random();
        const predicted = random.interval(2);
        const label =
          random.random() < right(confidence) ? predicted : (predicted + 1 + random.interval(1)) % 3;
        const row = [0, 1, 2].map((k) => (k === predicted ? confidence : (1 - confidence) / 2));
        return { label, row };
      });
      const rows = tf.tensor2d(samples.map(({ row }) => row));
      const labels = samples.map(({ label }) => label);
      coverage.add(
        'error',
        await expectedCalibrationErrorInterval(labels, rows, { resamples, seed }),
        trueError(),
      );
      rows.dispose();
    }
    expect(coverage.outside(['error'], least, most)).toEqual([]);

    /** Confidence is above the accuracy everywhere, so that bins do not matter: the integral of the difference. */
    function trueError(): number {
      const integral = (c: number) => c ** 2 / 2 - c ** 2.5 / 2.5;
      return (integral(1) - integral(0.4)) / 0.6;
    }
  });
});
