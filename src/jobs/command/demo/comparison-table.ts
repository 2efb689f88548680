import { meanAndDeviation, points } from '../../log/format';
import type { GroupAccuracy } from '../../log/run-log';
import { meanSd } from '../../log/statistics';
import { inSentence } from '../../log/words';
import { methods as allMethods, type MethodName } from '../../nets/methods';
import { methodTitle } from '../../report/method-title';

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
 * @example
 * ```ts
 * console.log(comparisonTable([{ method: 'ce', accuracy }, { method: 'mbib', accuracy: other }]));
 * ```
 */
export function comparisonTable(results: MethodResult[]): string {
  const methods = [...new Set(results.map(({ method }) => method))];
  const accuracyOf = (method: MethodName, column: (typeof columns)[number]) =>
    meanSd(results.filter((result) => result.method === method).map(({ accuracy }) => accuracy[column]));
  const gain = (column: (typeof columns)[number]) => {
    const [first, last] = [accuracyOf(methods[0]!, column), accuracyOf(methods.at(-1)!, column)];
    return first && last ? last.mean - first.mean : null;
  };
  return [
    row('accuracy, %', [...columns]),
    ...methods.map((method) =>
      row(
        inSentence(methodTitle(method, allMethods)),
        columns.map((column) => meanAndDeviation(accuracyOf(method, column))),
      ),
    ),
    row(
      'difference',
      columns.map((column) => points(gain(column))),
    ),
  ].join('\n');
}

function row(title: string, cells: string[]): string {
  return title.padEnd(18) + cells.map((cell) => cell.padStart(14)).join('');
}
