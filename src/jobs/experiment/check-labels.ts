import { show } from '../../checks';
import { didYouMean } from '../log/near-miss';
import { assertBaselineNamed } from './check-baseline';
import type { Expansion } from './expand';
import type { Experiment } from './experiment';
import { ExperimentError } from './experiment-error';
import { shownLabels } from './shown-labels';

/**
 * Checks that the settings of an experiment file differ from each other, and that those which it speaks of are there: those of the paper's
 * figures, and the baseline.
 *
 * @throws ExperimentError where one does not, or is not, with the nearest label
 */
export function assertLabels(experiment: Experiment, expansion: Expansion, file: string): void {
  assertDiffer(experiment, file);
  const labels = expansion.settings.map(({ label }) => label);
  const unknown = Object.keys(experiment.paper).find((label) => !labels.includes(label));
  const several = expansion.settings.filter(({ name }) => name === unknown).map(({ label }) => label);
  if (unknown !== undefined && several.length > 0)
    throw new ExperimentError(
      file,
      `the figures of a paper for ${show(unknown)} must be given for each of its settings, by these labels under paper: ${shownLabels(several)}`,
    );
  if (unknown !== undefined) {
    const told = `${didYouMean(unknown, labels)}; settings are ${shownLabels(labels)}`;
    throw new ExperimentError(file, `paper.${show(unknown)} is no setting${told}`);
  }
  assertBaselineNamed(experiment, expansion, file);
}

/** Throws where two named settings have the same options: their runs would be the same. */
function assertDiffer({ settings: named, options }: Experiment, file: string): void {
  const found = new Map<string, string>();
  for (const { name, from, teacher, options: own } of named) {
    const all = Object.entries(from === undefined ? { ...options, ...own } : own);
    const key = JSON.stringify([from, teacher, all.sort(([a], [b]) => (a < b ? -1 : 1))]);
    const same = found.get(key);
    if (same !== undefined)
      throw new ExperimentError(
        file,
        `settings ${show(same)} and ${show(name)} have the same options: take one of them out, or change it`,
      );
    found.set(key, name);
  }
}
