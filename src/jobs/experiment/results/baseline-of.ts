import { isNamed, type Setting } from '../expand';
import type { Experiment } from '../experiment';
import type { OptionValues } from '../option-value';

/**
 * The settings that another one is compared with: those that it names, with the same values of all parameters, or else the one of the whole
 * experiment.
 */
export function baselinesOf(
  setting: Setting,
  settings: readonly Setting[],
  experiment: Pick<Experiment, 'baseline' | 'settings' | 'parameters'>,
): Setting[] {
  const own = experiment.settings.find(({ name }) => name === setting.name)?.baselines;
  const found = own
    ? own.map((base) => settings.find((each) => isNamed(each, base) && same(each.values, setting.values)))
    : [baselineOf(setting, settings, experiment)];
  return found.flatMap((base) => (base === undefined || base === setting ? [] : [base]));
}

/**
 * The setting that another one is compared with where it names none: the file's baseline, with the same values of all other parameters. Where the file names
 * none, it is the first named setting, the first method, or the first setting of all.
 *
 * @returns undefined where there is none, or it is the setting itself
 */
export function baselineOf(
  setting: Setting,
  settings: readonly Setting[],
  experiment: Pick<Experiment, 'baseline' | 'settings' | 'parameters'>,
): Setting | undefined {
  const wanted = experiment.baseline ?? usual(experiment, settings);
  if (typeof wanted === 'object' && setting.from !== undefined)
    return stageOnBaseline(setting, settings, experiment);
  const found =
    typeof wanted === 'string'
      ? (settings.find((each) => isNamed(each, wanted) && same(each.values, setting.values)) ??
        settings.find(({ label }) => label === wanted))
      : settings.find(
          ({ name, options }) => name === setting.name && same(options, { ...setting.options, ...wanted }),
        );
  return found === setting ? undefined : found;
}

/** Of a second stage the values of the baseline are those of the runs that it goes on from: the same stage on the baseline of these. */
function stageOnBaseline(
  setting: Setting,
  settings: readonly Setting[],
  experiment: Pick<Experiment, 'baseline' | 'settings' | 'parameters'>,
): Setting | undefined {
  const first = settings.find(({ label }) => label === setting.from)!;
  const base = baselineOf(first, settings, experiment);
  return base && settings.find(({ name, from }) => name === setting.name && from === base.label);
}

function usual(
  { settings: named, parameters }: Pick<Experiment, 'settings' | 'parameters'>,
  settings: readonly Setting[],
): string | OptionValues {
  if (named.length > 1) return named[0]!.name;
  const { method } = parameters;
  if (method && 'values' in method && method.values.length > 1) return { method: method.values[0]! };
  return settings[0]!.label;
}

function same(a: OptionValues, b: OptionValues): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
