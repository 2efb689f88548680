import { expect, test } from 'vitest';
import { accuracyDifferences, pairRuns } from '../../../src/jobs/report/intervals/accuracy-differences';
import { accuracyIntervals } from '../../../src/jobs/report/intervals/accuracy-intervals';
import type { TestedRun } from '../../../src/jobs/report/intervals/class-figures';
import { intervalOverRuns } from '../../../src/jobs/report/intervals/interval-over-runs';
import { meanInterval } from '../../../src/jobs/report/intervals/mean-interval';

const run: TestedRun = { seed: 0, labels: [0, 1, 1], predictions: [0, 1, 0] };
const counts = [50, 5];

test.each<[string, Partial<TestedRun> | undefined, string]>([
  [
    'fewer predictions than labels',
    { predictions: [0] },
    'predictions must hold one class for each of 3 labels, got 1',
  ],
  [
    'a label that is no class',
    { labels: [0, 5, 1] },
    'labels[1] must be a whole number of at least 0 and below 2, got 5',
  ],
  [
    'a prediction that is no class',
    { predictions: [0, 1, Number.NaN] },
    'predictions[2] must be a whole number',
  ],
  [
    'no predictions',
    { predictions: undefined as never },
    'predictions must hold class ids, in an array, got undefined',
  ],
])('a run with %s has no intervals and no differences', (_, part, message) => {
  const wrong = { ...run, ...part };
  expect(() => accuracyIntervals([run, wrong], counts)).toThrow(`runs[1].${message}`);
  expect(() => accuracyDifferences([[wrong, run]], counts)).toThrow(`pairs[0][0].${message}`);
});

test.each<[string, () => unknown, string]>([
  ['no run', () => accuracyIntervals([], counts), 'runs must hold at least one run, got none'],
  ['no list', () => accuracyIntervals(undefined as never, counts), 'runs must be an array of tested runs'],
  [
    'no counts',
    () => accuracyIntervals([run], [Number.NaN, 1]),
    'samplesPerClass[0] must be a finite number',
  ],
  [
    'turned bounds',
    () => accuracyIntervals([run], counts, { many: 2, few: 3 }),
    'bounds.few must not exceed',
  ],
  [
    'half of the bounds',
    () => accuracyDifferences([], counts, { few: 3 } as never),
    'bounds.many must be a finite',
  ],
  [
    'runs of a pair on other images',
    () => accuracyDifferences([[run, { ...run, labels: [1, 1, 0] }]], counts),
    'pairs[0][1].labels must be those of pairs[0][0], on the same test images, got others',
  ],
  [
    'no seed',
    () => pairRuns([run], [{ ...run, seed: undefined as never }]),
    'second[0].seed must be a finite number',
  ],
  [
    'no mean',
    () => meanInterval([{ value: Number.NaN, low: 0, high: 1 }]),
    'figures[0].value must be a finite number',
  ],
  [
    'no value',
    () => intervalOverRuns({ value: 0, low: 0, high: 1 }, [1, Number.NaN]),
    'values[1] must be a finite',
  ],
  [
    'no interval',
    () => intervalOverRuns({ value: 0, low: 0 } as never, []),
    'ofImages.high must be a finite number',
  ],
])('%s is refused by name', (_, calculate, message) => {
  expect(calculate).toThrow(message);
});
