import type { GroupAccuracy } from '../log/run-log';
import type { MethodName } from '../nets/methods';

/** What one run of a method came to. */
export interface MethodResult {
  method: MethodName;
  accuracy: GroupAccuracy;
}

const columns = ['all', 'medium', 'few'] as const;
const titles: Record<MethodName, string> = {
  ce: 'cross entropy',
  bsce: 'balanced softmax',
  bib: 'BIB',
  mbib: 'MBIB',
};

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
  const values = (method: MethodName, column: (typeof columns)[number]) =>
    results
      .filter((result) => result.method === method)
      .map(({ accuracy }) => 100 * (accuracy[column] ?? Number.NaN));
  const first = methods[0]!;
  const last = methods.at(-1)!;
  return [
    row('accuracy, %', [...columns]),
    ...methods.map((method) =>
      row(
        titles[method],
        columns.map((column) => meanAndDeviation(values(method, column))),
      ),
    ),
    row(
      'difference',
      columns.map((column) => signed(mean(values(last, column)) - mean(values(first, column)))),
    ),
  ].join('\n');
}

function row(title: string, cells: string[]): string {
  return title.padEnd(18) + cells.map((cell) => cell.padStart(14)).join('');
}

function meanAndDeviation(values: number[]): string {
  if (values.length === 1) return values[0]!.toFixed(1);
  return `${mean(values).toFixed(1)} ± ${deviation(values).toFixed(1)}`;
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of a sample: over n − 1. */
function deviation(values: number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
}
