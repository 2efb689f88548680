import { expect, test } from 'vitest';
import { summaryTable } from '../../../../src/jobs/command/experiment/summary-table';
import type { ExperimentResults } from '../../../../src/jobs/experiment/results/experiment-results';

const figure = (mean: number) => ({ mean, sd: 0.01, n: 2 });

/** Results without a class of many images. */
const results = {
  settings: ['cross entropy', 'MBIB with β 0.05'].map((label, i) => ({
    label,
    test: { all: figure(0.5 + i / 10), many: null, medium: figure(0.61), few: figure(0.3) },
    paper: null,
  })),
  chosen: null,
} as unknown as ExperimentResults;

test('in a narrow terminal a group without classes goes before one with accuracies, and the title is whole', () => {
  const [title, head, ...rows] = summaryTable(results, 48).split('\n');
  expect(title).toBe('test accuracy, %');
  expect(head!.split(/ +/)).toEqual(['setting', 'all', 'medium', 'few']);
  expect(rows[0]).toMatch(/^cross.* 50\.0 ± 1\.0 +61\.0 ± 1\.0 +30\.0 ± 1\.0$/);
  for (const line of [head!, ...rows]) expect(line.length).toBeLessThanOrEqual(48);
});

test('where there is room, all groups stand there', () => {
  expect(summaryTable(results).split('\n')[0]!.split(/ {2,}/)).toEqual([
    'test accuracy, %',
    'all',
    'many',
    'medium',
    'few',
  ]);
});
