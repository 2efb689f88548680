import type { Group } from '../../log/groups';
import type { GroupAccuracy } from '../../log/run-log';
import { meanSd } from '../../log/statistics';
import type { MethodName } from '../../nets/methods';
import { inSentence, NONE, percent, points } from '../../report/format';
import { methodName } from '../../report/names';

/** What one run of a method came to. */
export interface MethodResult {
  method: MethodName;
  accuracy: GroupAccuracy;
}

const columns = ['all', 'medium', 'few'] as const satisfies Group[];

/**
 * A table for the terminal: mean and standard deviation over the runs of each method, in per cent, and what the last
 * method gains over the first.
 *
 * @example
 * ```ts
 * console.log(comparisonTable([{ method: 'ce', accuracy }, { method: 'mbib', accuracy: other }]));
 * ```
 */
export function comparisonTable(results: readonly MethodResult[]): string {
  const methods = [...new Set(results.map(({ method }) => method))];
  const statistics = (method: MethodName, column: Group) =>
    meanSd(results.filter((result) => result.method === method).map(({ accuracy }) => accuracy[column]));
  const [first, last] = [methods[0]!, methods.at(-1)!];
  const gain = (column: Group) => {
    const [from, to] = [statistics(first, column), statistics(last, column)];
    return points(from && to && to.mean - from.mean);
  };
  return [
    row('accuracy, %', columns),
    ...methods.map((method) =>
      row(
        inSentence(methodName(method)),
        columns.map((column) => meanAndDeviation(statistics(method, column))),
      ),
    ),
    row('difference', columns.map(gain)),
  ].join('\n');
}

function row(title: string, cells: readonly string[]): string {
  return title.padEnd(18) + cells.map((cell) => cell.padStart(14)).join('');
}

function meanAndDeviation(statistics: ReturnType<typeof meanSd>): string {
  if (!statistics) return NONE;
  const { mean, sd } = statistics;
  return sd === null ? percent(mean) : `${percent(mean)} ± ${percent(sd)}`;
}
