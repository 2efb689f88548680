import type { Experiment, NamedOptions } from '../../experiment/experiment';
import type { OptionValue } from '../../experiment/option-value';

/**
 * Lets the labels of named settings tell which of their options were set otherwise for all: the name alone would promise what is not there.
 * Neither they nor the settings that go on or learn from their runs have the paper's figures any more.
 *
 * @param experiment as it is after something was set
 * @param written as the file has it
 */
export function withLabels(experiment: Experiment, written: Experiment): Experiment {
  const settings = experiment.settings.map((setting) => {
    const { options = {} } = written.settings.find(({ name }) => name === setting.name) ?? {};
    const lost = Object.keys(options).filter((option) => !Object.hasOwn(setting.options, option));
    const setOtherwise = lost.filter((option) => {
      const value = valueForAll(experiment, option);
      return value !== undefined && value !== options[option];
    });
    return setOtherwise.length > 0 && setting.from === undefined ? { ...setting, setOtherwise } : setting;
  });
  const others = settings.filter((setting) => dependsOnChange(setting, settings)).map(({ name }) => name);
  const isOfOther = (label: string) => others.some((name) => label === name || label.startsWith(`${name}, `));
  const paper = Object.fromEntries(Object.entries(experiment.paper).filter(([label]) => !isOfOther(label)));
  return { ...experiment, settings, paper };
}

/** The value that an option has in all settings; undefined where it varies or is not given. */
function valueForAll({ options, parameters }: Experiment, option: string): OptionValue | undefined {
  const parameter = parameters[option];
  const values = parameter && 'values' in parameter ? parameter.values : [];
  return values.length === 1 ? values[0] : options[option];
}

/** Whether a setting was changed, or goes on or learns from the runs of one that was. */
function dependsOnChange(
  { from, teacher, setOtherwise }: NamedOptions,
  settings: readonly NamedOptions[],
): boolean {
  const before = settings.find(({ name }) => name === (from ?? teacher));
  return setOtherwise !== undefined || (before !== undefined && dependsOnChange(before, settings));
}
