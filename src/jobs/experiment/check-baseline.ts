import { show } from '../../checks';
import { didYouMean } from '../log/near-miss';
import type { Expansion, Setting } from './expand';
import type { Experiment } from './experiment';
import { ExperimentError } from './experiment-error';
import { baselineOf } from './results/baseline-of';
import { shownLabels } from './shown-labels';

/**
 * Checks that a baseline which is a name is that of a setting, and that one of option values has none of a second stage's.
 *
 * @throws ExperimentError where it is not, with the nearest name
 */
export function assertBaselineNamed({ baseline }: Experiment, { settings }: Expansion, file: string): void {
  if (typeof baseline === 'object') {
    const isTheirs = ({ options }: Pick<Setting, 'options'>) =>
      Object.entries(baseline).every(([name, value]) => options[name] === value);
    const stage = settings.find((setting) => setting.from !== undefined && isTheirs(setting));
    if (!stage || settings.some((setting) => setting.from === undefined && isTheirs(setting))) return;
    throw new ExperimentError(
      file,
      `baseline must be the name of a second stage, got its options: give ${show(stage.name)}`,
    );
  }
  if (baseline === undefined) return;
  const labels = settings.map(({ label }) => label);
  const names = [
    ...new Set([
      ...settings.flatMap(({ name, alsoNamed = [] }) => [
        ...(name === undefined ? [] : [name]),
        ...alsoNamed,
      ]),
      ...labels,
    ]),
  ];
  if (names.includes(baseline)) return;
  const near = didYouMean(baseline, names);
  throw new ExperimentError(
    file,
    `baseline must be a setting, got ${show(baseline)}${near}; settings are ${shownLabels(labels)}`,
  );
}

/**
 * Checks that a baseline of option values is one: of some setting, with these values it is another one.
 *
 * @throws ExperimentError where no setting has one
 */
export function assertBaselineFits(experiment: Experiment, { settings }: Expansion, file: string): void {
  const { baseline } = experiment;
  if (typeof baseline !== 'object' || settings.length === 1) return;
  if (settings.some((each) => baselineOf(each, settings, experiment))) return;
  const values = Object.entries(baseline).map(([name, value]) => `${name} ${show(value)}`);
  throw new ExperimentError(
    file,
    `baseline fits no setting: none differs in ${values.join(', ')} alone from another one`,
  );
}
