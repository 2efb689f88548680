import { GROUPS } from '../../log/groups';
import type { ExperimentResults } from './experiment-results';
import { FIGURES, MEASURED } from './run-row';

/** The runs of an experiment as CSV (RFC 4180): a line a run, accuracies as fractions, empty where there is none. */
export function resultsCsv({ runs }: ExperimentResults): string {
  const options = [...new Set(runs.flatMap((run) => Object.keys(run.options)))].filter(
    (name) => name !== 'seed',
  );
  // Only where there are second stages, or teachers.
  const others = (['from', 'teacher'] as const).filter((name) => runs.some((run) => run[name] !== null));
  const representations = MEASURED.filter((name) => name !== 'vz' || runs.some(({ rho }) => rho?.vz));
  const chosen = [...new Set(runs.flatMap((run) => Object.keys(run.chosen ?? {})))];
  // Only where there were no test images.
  const tested = runs.some(({ testedOn }) => testedOn !== null);
  const images = ['test', 'validation', 'hindsight'] as const;
  const columns = [
    ...['index', 'folder', 'setting', 'seed', ...others, ...options],
    ...[...chosen.map((name) => `chosen_${name}`), 'finished', 'epoch', ...(tested ? ['tested_on'] : [])],
    ...images.flatMap((of) => FIGURES.map((figure) => `${of}_${figure}`)),
    ...['seconds', 'parameters', 'multiply_adds', 'multiply_adds_640'],
    ...representations.flatMap((name) => GROUPS.map((group) => `rho_${name}_${group}`)),
    ...['backend', 'commit'],
  ];
  const lines = runs.map((run) => [
    ...[
      run.index,
      run.folder,
      run.label,
      run.seed,
      ...others.map((name) => run[name]),
      ...options.map((name) => run.options[name]),
      ...chosen.map((name) => run.chosen?.[name]),
      run.finished,
      run.epoch,
      ...(tested ? [run.testedOn ?? 'test'] : []),
    ],
    ...images.flatMap((of) => FIGURES.map((figure) => run[of]?.[figure])),
    ...[run.seconds, run.parameters, run.multiplyAdds, run.multiplyAddsAt640],
    ...representations.flatMap((name) => GROUPS.map((group) => run.rho?.[name]?.[group])),
    ...[run.backend, run.commit],
  ]);
  return [columns, ...lines].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

function cell(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
