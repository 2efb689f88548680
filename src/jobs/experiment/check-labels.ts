import { show } from '../../checks';
import { didYouMean } from '../log/near-miss';
import type { Expansion } from './expand';
import type { Experiment } from './experiment';
import { ExperimentError } from './experiment-error';

/**
 * Checks that the settings which an experiment file speaks of are there: those of the paper's figures, and the baseline.
 *
 * @throws ExperimentError where one is not, with the nearest label
 */
export function assertLabels({ paper, baseline }: Experiment, { settings }: Expansion, file: string): void {
  const labels = settings.map(({ label }) => label);
  const shown = labels.length > 12 ? `${labels.slice(0, 12).join('; ')}; …` : labels.join('; ');
  const unknown = Object.keys(paper).find((label) => !labels.includes(label));
  if (unknown !== undefined) {
    throw new ExperimentError(
      file,
      `paper.${show(unknown)} is no setting${didYouMean(unknown, labels)}; settings are ${shown}`,
    );
  }
  if (typeof baseline !== 'string') return;
  const names = [...new Set([...settings.flatMap(({ name }) => name ?? []), ...labels])];
  if (!names.includes(baseline)) {
    throw new ExperimentError(
      file,
      `baseline must be a setting, got ${show(baseline)}${didYouMean(baseline, names)}; settings are ${shown}`,
    );
  }
}
