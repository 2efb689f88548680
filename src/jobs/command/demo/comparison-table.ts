import { meanAndDeviation, points } from '../../log/format';
import type { GroupAccuracy } from '../../log/run-log';
import { meanSd } from '../../log/statistics';
import { inSentence } from '../../log/words';
import { methods as allMethods, type MethodName } from '../../nets/methods';
import { methodTitle } from '../../report/method-title';
import { type Column, table } from '../terminal/table';

/** What one run of a method came to. */
export interface MethodResult {
  method: MethodName;
  accuracy: GroupAccuracy;
}

const columns = ['all', 'medium', 'few'] as const;
/**
 * A table for the terminal: mean and standard deviation over the runs of each method, in per cent, and what the last
 * method gains over the first.
 *
 * @param width the longest line: where it is too short, titles are cut, and the middle group left out
 *
 * @example
 * ```ts
 * console.log(comparisonTable([{ method: 'ce', accuracy }, { method: 'mbib', accuracy: other }]));
 * ```
 */
export function comparisonTable(results: MethodResult[], width = Number.POSITIVE_INFINITY): string {
  const methods = [...new Set(results.map(({ method }) => method))];
  const accuracyOf = (method: MethodName, column: (typeof columns)[number]) =>
    meanSd(results.filter((result) => result.method === method).map(({ accuracy }) => accuracy[column]));
  const gain = (column: (typeof columns)[number]) => {
    const [first, last] = [accuracyOf(methods[0]!, column), accuracyOf(methods.at(-1)!, column)];
    return first && last ? last.mean - first.mean : null;
  };
  const rows = [
    ...methods.map((method) => [
      inSentence(methodTitle(method, allMethods)),
      ...columns.map((column) => meanAndDeviation(accuracyOf(method, column))),
    ]),
    ['difference', ...columns.map((column) => points(gain(column)))],
  ];
  if (width < 18 + 14 * columns.length) return table(narrowColumns, rows, width).join('\n');
  return [['accuracy, %', ...columns], ...rows].map(row).join('\n');
}

const narrowColumns: readonly Column[] = [
  { title: 'accuracy, %', left: true, cut: true },
  { title: 'all' },
  { title: 'medium', rank: 2 },
  { title: 'few', rank: 1 },
];

function row([title, ...cells]: readonly string[]): string {
  return title!.padEnd(18) + cells.map((each) => each.padStart(14)).join('');
}
