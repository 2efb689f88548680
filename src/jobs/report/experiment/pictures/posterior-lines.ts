import type { ExperimentResults } from '../../../experiment/results/experiment-results';
import type { CountedClass, SettingPosterior } from '../../../experiment/results/pictures';
import { type MethodTitles, SERIES_COLOURS } from '../../method-title';
import { CURVE_COLOURS } from '../searched';
import { settingColours } from '../setting-colours';

/** A line over the classes, in their order. */
export interface ClassLine {
  label: string;
  /** Its colour, that of its setting. */
  colour: string;
  classes: readonly CountedClass[];
  values: readonly (number | null)[];
}

/** The settings whose posteriors are shown: of very many the first. */
export function shownPosteriors(
  results: ExperimentResults,
  titles: MethodTitles,
): (SettingPosterior & { colour: string })[] {
  const colours = settingColours(results, titles);
  const shown = results.pictures.posteriors.slice(0, SERIES_COLOURS);
  return shown.map((each) => ({ ...each, colour: colours.get(each.label)! }));
}

/**
 * Each setting minus each of its baselines, where both have outputs on the same classes. The first line of a setting has its colour, every
 * further one a colour that nothing else has.
 */
export function comparedPosteriors(results: ExperimentResults, titles: MethodTitles): ClassLine[] {
  const shown = shownPosteriors(results, titles);
  const pairs = new Set(results.differences.map(({ label, baseline }) => JSON.stringify([label, baseline])));
  const taken = new Set(shown.map(({ colour }) => colour));
  const drawn = new Set<string>();
  return [...pairs].flatMap((pair) => {
    const [label, baseline] = JSON.parse(pair) as [string, string];
    const [of, from] = [label, baseline].map((name) => shown.find((each) => each.label === name));
    if (!of || !from || JSON.stringify(of.classes) !== JSON.stringify(from.classes)) return [];
    const values = of.means.map((mean, i) => {
      const other = from.means[i] ?? null;
      return mean === null || other === null ? null : mean - other;
    });
    const free = CURVE_COLOURS.find((each) => !taken.has(each)) ?? of.colour;
    const colour = drawn.has(label) ? free : of.colour;
    taken.add(colour);
    drawn.add(label);
    return [{ label: `${label} minus ${baseline}`, colour, classes: of.classes, values }];
  });
}

/** More classes than this make a line of single values illegible. */
const MOST_SINGLE = 40;

/** Over how many neighbouring classes a line is the mean. */
export function window(classes: number): number {
  return classes <= MOST_SINGLE ? 1 : 2 * Math.round(classes / MOST_SINGLE) + 1;
}

/** The mean of each value and its neighbours; fewer of them at the ends. */
export function smoothed(values: readonly (number | null)[]): (number | null)[] {
  const half = (window(values.length) - 1) / 2;
  return values.map((_, i) => {
    // The same number on both sides, so that an end is not drawn towards the middle.
    const reach = Math.min(half, i, values.length - 1 - i);
    const near = values.slice(i - reach, i + reach + 1).filter((value) => value !== null);
    return near.length === 0 ? null : near.reduce((sum, value) => sum + value, 0) / near.length;
  });
}
