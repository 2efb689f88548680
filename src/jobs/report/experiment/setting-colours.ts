import type { ExperimentResults } from '../../experiment/results/experiment-results';
import type { DataSet } from '../grouping/data-sets';
import { type MethodTitles, SERIES_COLOURS, seriesColours } from '../method-title';

/**
 * The colours of settings by their labels, the same in every chart of a page: the first setting of a method has the method's own, as in a
 * report. Of many settings, the first ones that have begun have colours that no other has.
 */
export function settingColours(
  { settings, runs }: ExperimentResults,
  titles: MethodTitles,
): ReadonlyMap<string, string> {
  const ofSetting = new Map(runs.map((run) => [run.label, run]));
  const hasBegun = new Set(runs.filter(({ curve }) => curve.length > 0).map(({ label }) => label));
  const labels = settings.map(({ label }) => label);
  const ordered = [
    ...labels.filter((label) => hasBegun.has(label)),
    ...labels.filter((label) => !hasBegun.has(label)),
  ];
  const methodOf = (label: string) => String(ofSetting.get(label)?.options.method ?? '');
  const colours: string[] = [];
  for (let i = 0; i < ordered.length; i += SERIES_COLOURS) {
    colours.push(...seriesColours(ordered.slice(i, i + SERIES_COLOURS).map(methodOf), titles));
  }
  return new Map(ordered.map((label, i) => [label, colours[i]!]));
}

/** The colours of the curves over a parameter by their names, those of their methods as far as each is of one. */
export function curveColours(
  points: readonly { series: string; setting: { label: string } }[],
  { runs }: ExperimentResults,
  titles: MethodTitles,
): ReadonlyMap<string, string> {
  const methodOf = new Map(runs.map(({ label, options }) => [label, String(options.method ?? '')]));
  const names = [...new Set(points.map(({ series }) => series))];
  const methods = names.map((name) => {
    const own = points.filter(({ series }) => series === name);
    const [method = '', ...others] = new Set(own.map(({ setting }) => methodOf.get(setting.label)));
    return others.length === 0 ? method : '';
  });
  const colours = seriesColours(methods, titles);
  return new Map(names.map((name, i) => [name, colours[i]!]));
}

/** A data set of an experiment's runs, its series called and coloured as the settings that they are of. */
export function asSettings(dataSet: DataSet, results: ExperimentResults, titles: MethodTitles): DataSet {
  const labelOf = new Map(results.runs.map(({ folder, label }) => [folder, label]));
  const labels = dataSet.series.map(({ runs }) => new Set(runs.map(({ name }) => labelOf.get(name))));
  const isOneEach = labels.every((own) => own.size === 1 && !own.has(undefined));
  const all = labels.flatMap((own) => [...own]);
  // Settings may differ in nothing that tells series apart: then these keep their own names.
  if (!isOneEach || new Set(all).size < all.length) return dataSet;
  const colours = settingColours(results, titles);
  const series = dataSet.series.map((each, i) => {
    const label = all[i]!;
    return { ...each, label, colour: colours.get(label) ?? each.colour };
  });
  return { ...dataSet, series };
}
