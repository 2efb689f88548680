import type { ExperimentResults } from '../../experiment/results/experiment-results';
import { meanAndDeviation, NONE } from '../../log/format';
import { type Column, table } from '../terminal/table';
import { padTo, widthOf } from '../terminal/width';

const columns = ['all', 'many', 'medium', 'few'] as const;

/**
 * The settings of an experiment for a terminal: test accuracy in percent, mean and standard deviation, and the paper's figure.
 *
 * @param most the longest line: where it is too short, groups without accuracies are left out, titles cut, and then groups left out
 */
export function summaryTable(results: ExperimentResults, most = Number.POSITIVE_INFINITY): string {
  const { settings, chosen } = results;
  const withPaper = settings.some(({ paper }) => paper?.all !== undefined);
  const width = settings.reduce((most, { label }) => Math.max(most, widthOf(label)), 16) + 2;
  const row = (title: string, cells: readonly string[]) =>
    padTo(title, width) + cells.map((cell) => cell.padStart(13)).join('');
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
  const ranks = { all: 0, many: 3, medium: 4, few: 1 };
  const accuracies = columns
    .map((name) => ({
      title: { title: name, rank: ranks[name] },
      cells: settings.map(({ test }) => meanAndDeviation(test[name])),
    }))
    .filter(({ title, cells }) => title.rank === 0 || cells.some((cell) => cell !== NONE));
  const titles: Column[] = [
    { title: 'setting', left: true, cut: true },
    ...accuracies.map(({ title }) => title),
    ...(withPaper ? [{ title: 'paper', rank: 2 }] : []),
  ];
  const rows = settings.map(({ label, paper }, i) => [
    label,
    ...accuracies.map(({ cells }) => cells[i]!),
    ...(withPaper ? [paper?.all?.toFixed(1) ?? ''] : []),
  ]);
  // Above the table, where it is not cut.
  return ['test accuracy, %', ...table(titles, rows, most), ...chosenLine(chosen)].join('\n');
}

function chosenLine(chosen: ExperimentResults['chosen']): string[] {
  return chosen === null ? [] : [`chosen on held-out images: ${chosen}`];
}
