import {
  type PairedDifference,
  pairedDifferences,
} from '../../src/jobs/experiment/results/paired-differences';
import type { RunRow } from '../../src/jobs/experiment/results/run-row';
import { meanAndDeviation, NONE, percent, points } from '../../src/jobs/log/format';
import { meanSd } from '../../src/jobs/log/statistics';

/** What every setting is compared with. */
export const BASELINE = 'CE';

/** The groups of the digits. None is many-shot: that would take more than 100 training images. */
const groups = ['all', 'medium', 'few'] as const;

/** Above the rows of the table and of the pages. */
export const header = [
  `| | ${groups.join(' | ')} | ${groups.map((group) => `${group} − CE`).join(' | ')} | seeds with few below CE |`,
  `|---${'|---'.repeat(2 * groups.length + 1)}|`,
];

/** The labels of some runs, each once. */
export const labelsOf = (rows: readonly RunRow[]): string[] => [...new Set(rows.map(({ label }) => label))];

/**
 * The row of a method: means and standard deviations in percent, differences to cross entropy of the same seed in points with their 95 %
 * intervals, and the seeds in which its few-shot accuracy is below that of cross entropy.
 *
 * @param title what its first cell says
 */
export function methodRow(label: string, rows: readonly RunRow[], title = label): string {
  const own = rows.filter((row) => row.label === label);
  const accuracies = groups.map((group) =>
    meanAndDeviation(meanSd(own.map(({ test }) => test?.[group] ?? null))),
  );
  const paired = label === BASELINE ? [] : pairedDifferences(label, BASELINE, rows);
  const differences = groups.map((group) => differenceText(paired.find(({ figure }) => figure === group)));
  const below = label === BASELINE ? NONE : seedsBelow(label, rows).join(', ') || 'none';
  return `| ${[title, ...accuracies, ...differences, below].join(' | ')} |`;
}

function differenceText(difference: PairedDifference | undefined): string {
  if (!difference) return NONE;
  const { interval, difference: of } = difference;
  return interval ? `${points(of.mean)} [${interval.map(points).join(', ')}]` : points(of.mean);
}

/** The seeds in which the few-shot accuracy of a method is below that of cross entropy. */
export function seedsBelow(label: string, rows: readonly RunRow[]): number[] {
  const few = fewBySeed(label, rows);
  const base = fewBySeed(BASELINE, rows);
  return [...few].filter(([seed, value]) => value < base.get(seed)!).map(([seed]) => seed);
}

/** Differences of a method to others of the same seed, a row each. */
export function differenceTable(label: string, others: readonly string[], rows: readonly RunRow[]): string[] {
  const row = (other: string) => {
    const paired = pairedDifferences(label, other, rows);
    const cells = groups.map((group) => differenceText(paired.find(({ figure }) => figure === group)));
    return `| ${[`${label} − ${other}`, ...cells].join(' | ')} |`;
  };
  return [`| | ${groups.join(' | ')} |`, `|---${'|---'.repeat(groups.length)}|`, ...others.map(row)];
}

/** Whether the interval of the difference over all digits is without 0. */
export function isApart(label: string, other: string, rows: readonly RunRow[]): boolean {
  const interval = pairedDifferences(label, other, rows).find(({ figure }) => figure === 'all')?.interval;
  return interval != null && interval[0] * interval[1] > 0;
}

/** Few-shot accuracies of two methods seed by seed, and the difference. */
export function seedTable(label: string, rows: readonly RunRow[]): string[] {
  const [few, base] = [fewBySeed(label, rows), fewBySeed(BASELINE, rows)];
  const seeds = [...base.keys()];
  const line = (title: string, cells: (string | number)[]) => `| ${[title, ...cells].join(' | ')} |`;
  return [
    line('few-shot, seed', seeds),
    `|---${'|---'.repeat(seeds.length)}|`,
    line(
      BASELINE,
      seeds.map((seed) => percent(base.get(seed)!)),
    ),
    line(
      label,
      seeds.map((seed) => percent(few.get(seed)!)),
    ),
    line(
      'difference',
      seeds.map((seed) => points(few.get(seed)! - base.get(seed)!)),
    ),
  ];
}

function fewBySeed(label: string, rows: readonly RunRow[]): Map<number, number> {
  return new Map(rows.filter((row) => row.label === label).map(({ seed, test }) => [seed, test!.few!]));
}
