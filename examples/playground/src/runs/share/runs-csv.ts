import { lossOptionNames, lossOptionsOf, methods, methodTitle } from 'mbib/jobs';
import { figuresOf, type SharedRun } from './run-record';

const figureNames = ['epoch', 'all', 'many', 'medium', 'few', 'balanced', 'bestEpoch'] as const;

/**
 * Runs as CSV (RFC 4180): a line a run. Accuracies are fractions; a cell is empty where there is none, as of an option that the method does
 * not read. A name that a spreadsheet would take for a formula begins with an apostrophe.
 */
export function runsCsv(shared: readonly SharedRun[]): string {
  const read = new Set(shared.flatMap(({ run }) => lossOptionsOf[run.settings.method]));
  const options = lossOptionNames.filter((name) => read.has(name));
  const columns = [
    ...['name', 'method', 'data', 'seed', 'status', 'epochs', 'passes', 'imbalanceFactor'],
    ...['from', 'backend', ...options, ...figureNames, 'testImages', 'seconds', 'created', 'mbib'],
  ];
  const lines = shared.map(({ run, label, data }) => {
    const { settings, status, log, created } = run;
    const { method, seed, epochs, passes, imbalanceFactor, from, backend } = settings;
    const figures = figuresOf(run);
    const its: readonly string[] = lossOptionsOf[method];
    return [
      ...[label, methodTitle(method, methods), data?.title, seed, status, epochs, passes, imbalanceFactor],
      ...[from, backend, ...options.map((name) => (its.includes(name) ? settings[name] : undefined))],
      ...figureNames.map((name) => figures?.[name]),
      ...[figures?.testImages, figures?.seconds, created, log?.start.versions.mbib],
    ];
  });
  return [columns, ...lines].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string | number | null | undefined): string {
  const text = typeof value === 'string' ? value.replace(/^(?=\s*[=+\-@\t\r])/, "'") : String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
