import { expect, test } from 'vitest';
import { comparisonTable } from '../../../../src/jobs/command/demo/comparison-table';

const accuracy = (all: number, few: number | null) => ({ all, many: null, medium: 0.5, few });

test('one run a method: its accuracies, and what the last gains over the first', () => {
  const table = comparisonTable([
    { method: 'ce', accuracy: accuracy(0.8224, 0.75) },
    { method: 'mbib', accuracy: accuracy(0.8796, 0.7) },
  ]);
  expect(table).toBe(
    [
      'accuracy, %                  all        medium           few',
      'cross entropy               82.2          50.0          75.0',
      'MBIB                        88.0          50.0          70.0',
      'difference                  +5.7           0.0          −5.0',
    ].join('\n'),
  );
});

test('several runs: mean and sample standard deviation, a dash where a run has no number', () => {
  const table = comparisonTable([
    { method: 'bsce', accuracy: accuracy(0.7, null) },
    { method: 'bsce', accuracy: accuracy(0.8, 0.5) },
    { method: 'bib', accuracy: accuracy(0.9, 0.5) },
    { method: 'bib', accuracy: accuracy(0.9, 0.5) },
  ]);
  expect(table.split('\n').slice(1)).toEqual([
    'balanced softmax      75.0 ± 7.1    50.0 ± 0.0             –',
    'BIB                   90.0 ± 0.0    50.0 ± 0.0    50.0 ± 0.0',
    'difference                 +15.0           0.0             –',
  ]);
});
