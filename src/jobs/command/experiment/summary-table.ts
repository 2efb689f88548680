import type { ExperimentResults } from '../../experiment/results/experiment-results';
import { meanAndDeviation } from '../../log/format';
import { type Column, table } from '../terminal/table';

const columns = ['all', 'many', 'medium', 'few'] as const;

/**
 * The settings of an experiment for a terminal: test accuracy in percent, mean and standard deviation, and the paper's figure.
 *
 * @param most the longest line: where it is too short, titles are cut, and the middle groups left out
 */
export function summaryTable(results: ExperimentResults, most = Number.POSITIVE_INFINITY): string {
  const { settings, chosen } = results;
  const withPaper = settings.some(({ paper }) => paper?.all !== undefined);
  const width = settings.reduce((most, { label }) => Math.max(most, label.length), 16) + 2;
  const row = (title: string, cells: readonly string[]) =>
    title.padEnd(width) + cells.map((cell) => cell.padStart(13)).join('');
  if (width + 13 * (columns.length + Number(withPaper)) > most) return narrowTable(results, withPaper, most);
  return [
    row('test accuracy, %', [...columns, ...(withPaper ? ['paper'] : [])]),
    ...settings.map(({ label, test, paper }) =>
      row(label, [
        ...columns.map((column) => meanAndDeviation(test[column])),
        ...(withPaper ? [paper?.all?.toFixed(1) ?? ''] : []),
      ]),
    ),
    ...chosenLine(chosen),
  ].join('\n');
}

function narrowTable({ settings, chosen }: ExperimentResults, withPaper: boolean, most: number): string {
  const rows = settings.map(({ label, test, paper }) => [
    label,
    ...columns.map((column) => meanAndDeviation(test[column])),
    ...(withPaper ? [paper?.all?.toFixed(1) ?? ''] : []),
  ]);
  const titles: Column[] = [
    { title: 'test accuracy, %', left: true, cut: true },
    { title: 'all' },
    { title: 'many', rank: 3 },
    { title: 'medium', rank: 4 },
    { title: 'few', rank: 1 },
    ...(withPaper ? [{ title: 'paper', rank: 2 }] : []),
  ];
  return [...table(titles, rows, most), ...chosenLine(chosen)].join('\n');
}

function chosenLine(chosen: ExperimentResults['chosen']): string[] {
  return chosen === null ? [] : [`chosen on held-out images: ${chosen}`];
}
