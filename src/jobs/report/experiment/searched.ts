import type { MetricName } from '../../experiment/experiment';
import {
  type ExperimentResults,
  metricValue,
  type SettingResult,
} from '../../experiment/results/experiment-results';
import { type MethodTitles, SERIES_COLOURS } from '../method-title';
import { settingColours } from './setting-colours';

/** Colours of curves that are told apart by a legend. */
export const CURVE_COLOURS = [
  ...Array.from({ length: SERIES_COLOURS }, (_, i) => `var(--series-${i})`),
  'var(--ink)',
] as const;

/** A setting's place in a chart over a parameter. */
export interface Placed {
  setting: SettingResult;
  /** Which curve it is on: its name and the values of all other parameters. */
  series: string;
  x: number;
  /** The mean of the accuracy; null while no run is finished. */
  value: number | null;
}

/** The parameters with several values, all of them numbers, in the file's order. */
export function numericParameters({ settings }: ExperimentResults): string[] {
  const names = Object.keys(settings[0]?.values ?? {});
  return names.filter((name) => {
    const values = settings.map((setting) => setting.values[name]);
    return values.every((value) => typeof value === 'number') && new Set(values).size > 1;
  });
}

/** What a setting is called without some of its parameters. */
export function restOf({ name, values }: SettingResult, without: readonly string[]): string {
  const rest = Object.entries(values).filter(([option]) => !without.includes(option));
  const words = rest.map(([option, value]) => (option === 'method' ? String(value) : `${option} ${value}`));
  return [...(name === null ? [] : [name]), ...words].join(', ');
}

/** The settings over a parameter. Of a random search hardly two share the other values: then they are one cloud. */
export function placedOver(
  { settings }: ExperimentResults,
  parameter: string,
  figure: MetricName,
): { points: Placed[]; isCloud: boolean } {
  const rests = settings.map((setting) => restOf(setting, [parameter]));
  const isCloud = new Set(rests).size > settings.length / 2;
  const points = settings.map((setting, i) => ({
    setting,
    series: isCloud ? (setting.name ?? '') : rests[i]!,
    x: setting.values[parameter] as number,
    value: metricValue(setting, figure)?.mean ?? null,
  }));
  return { points, isCloud };
}

/** Two parameters whose combinations are all there, for a heat map; undefined where there are none. */
export function heatPair(results: ExperimentResults): [across: string, down: string] | undefined {
  const [across, down] = numericParameters(results);
  if (across === undefined || down === undefined) return undefined;
  const { settings } = results;
  const count = (name: string) => new Set(settings.map(({ values }) => values[name])).size;
  const rests = new Set(settings.map((setting) => restOf(setting, [across, down]))).size;
  return count(across) * count(down) * rests === settings.length ? [across, down] : undefined;
}

/** A setting whose curve is shown. */
export interface ShownSetting {
  label: string;
  colour: string;
}

/** The settings whose curves are shown, those with an epoch: all of them, or of very many the first. */
export function shownSettings(results: ExperimentResults, titles: MethodTitles): ShownSetting[] {
  const { settings, runs } = results;
  const colours = settingColours(results, titles);
  const begun = settings.filter(({ label }) =>
    runs.some((run) => run.label === label && run.curve.length > 0),
  );
  return begun.slice(0, SERIES_COLOURS).map(({ label }) => ({ label, colour: colours.get(label)! }));
}
