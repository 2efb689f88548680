import type { ExperimentResults } from '../../experiment/results/experiment-results';
import { meanAndDeviation } from '../../log/format';

const columns = ['all', 'many', 'medium', 'few'] as const;

/** The settings of an experiment for a terminal: test accuracy in percent, mean and standard deviation, and the paper's figure. */
export function summaryTable({ settings, chosen }: ExperimentResults): string {
  const withPaper = settings.some(({ paper }) => paper?.all !== undefined);
  const width = settings.reduce((most, { label }) => Math.max(most, label.length), 16) + 2;
  const row = (title: string, cells: readonly string[]) =>
    title.padEnd(width) + cells.map((cell) => cell.padStart(13)).join('');
  return [
    row('test accuracy, %', [...columns, ...(withPaper ? ['paper'] : [])]),
    ...settings.map(({ label, test, paper }) =>
      row(label, [
        ...columns.map((column) => meanAndDeviation(test[column])),
        ...(withPaper ? [paper?.all?.toFixed(1) ?? ''] : []),
      ]),
    ),
    ...(chosen === null ? [] : [`chosen on held-out images: ${chosen}`]),
  ].join('\n');
}
