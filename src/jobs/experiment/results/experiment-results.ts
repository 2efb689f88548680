import { GROUPS } from '../../log/groups';
import { type MeanSd, meanSd } from '../../log/statistics';
import { plural } from '../../log/words';
import type { Expansion, Setting } from '../expand';
import type { Experiment, Metric, MetricName, PaperFigures } from '../experiment';
import type { OptionValues } from '../option-value';
import { baselinesOf } from './baseline-of';
import { type PairedDifference, pairedDifferences } from './paired-differences';
import type { ExperimentPictures } from './pictures';
import {
  FIGURES,
  type Figure,
  MEASURED,
  type MeasuredRepresentation,
  type Rho,
  type RunCost,
  type RunRow,
} from './run-row';

/** Means over the finished runs of a setting; null where there is none. */
export type Means = Record<Figure, MeanSd | null>;

/** What the runs of a setting came to. */
export interface SettingResult {
  /** Its label. */
  label: string;
  /** The name that the file has for its options; null where it names none. */
  name: string | null;
  /** Of a second stage, the label of the setting whose runs it goes on from; else null. */
  from: string | null;
  /** Of a method that learns from a teacher, the label of the setting whose runs are the teachers; else null. */
  teacher: string | null;
  /** Values of the parameters that vary. */
  values: OptionValues;
  /** Number of its runs, and how many of them are finished. */
  runs: number;
  finished: number;
  /** Over its finished runs, see `RunRow`. */
  test: Means;
  hindsight: Means;
  validation: Means;
  /** The representations that the nets of its finished runs have. */
  representations: MeasuredRepresentation[];
  /** Mean over the runs whose ρ is known, of each representation by groups; null where none is. Its `n` is the number of these runs. */
  rho: Rho<MeanSd> | null;
  /** Of the first finished run that says it; null where none does. */
  cost: RunCost;
  /** What the paper prints for it, accuracies in percent; null where it prints nothing. */
  paper: PaperFigures | null;
}

/** What an experiment came to so far: all that its page, its CSV and its JSON show. */
export interface ExperimentResults {
  /** Number of this form. In format 1, of earlier versions, ρ of a run and of a setting were of z and had no name. */
  format: 2;
  name: string;
  description: string | null;
  job: string;
  /** What people call the data. */
  dataSet: string;
  /** What was set otherwise than in the file, as name=value. */
  overrides: string[];
  /** Sentences about what of the file is left out, and on what images it was tested where these are no test images. */
  notes: string[];
  /** What settings are ordered by. */
  metric: { name: MetricName; goal: Metric['goal'] };
  /** Label of the setting that was chosen on validation images; null where none is chosen. */
  chosen: string | null;
  settings: SettingResult[];
  /** Every setting against its baseline, or each of them, seed by seed. */
  differences: PairedDifference[];
  /** What its page shows besides accuracies. */
  pictures: ExperimentPictures;
  runs: RunRow[];
}

/** What results are made of. */
export interface ResultsOf {
  experiment: Experiment;
  expansion: Expansion;
  dataSet: string;
  overrides: string[];
  /** Left out, nothing of the file is. */
  notes?: string[];
  /** One for each run. */
  rows: RunRow[];
  /** What comes from the outputs of the runs; left out, nothing does. */
  pictures?: ExperimentPictures;
}

/** Gathers what the runs of an experiment came to. */
export function experimentResults({
  experiment,
  expansion,
  dataSet,
  overrides,
  notes = [],
  rows,
  pictures = { names: [], without: [], damaged: [], withoutV: [], posteriors: [], maps: [] },
}: ResultsOf): ExperimentResults {
  const metric = metricOf(experiment, rows);
  const settings = expansion.settings.map((setting) => settingResult(setting, rows, experiment.paper));
  return {
    format: 2,
    name: experiment.name,
    description: experiment.description ?? null,
    job: experiment.job,
    dataSet,
    overrides,
    notes: [...notes, ...testedNotes(rows)],
    metric,
    chosen: metric.name.startsWith('val.') ? chosenOf(settings, metric) : null,
    settings,
    differences: expansion.settings.flatMap((setting) =>
      baselinesOf(setting, expansion.settings, experiment).flatMap((base) =>
        pairedDifferences(setting.label, base.label, rows),
      ),
    ),
    pictures,
    runs: rows,
  };
}

function testedNotes(rows: readonly RunRow[]): string[] {
  const without = rows.filter(({ testedOn }) => testedOn === 'validation');
  if (without.length === 0) return [];
  const which =
    without.length === rows.length
      ? 'There were'
      : `In ${plural(without.length, 'run')} of ${rows.length} there were`;
  return [`${which} no test images: what is called test is of the validation images.`];
}

/** Images that were held out choose; test images never do. */
function metricOf({ metric }: Experiment, rows: readonly RunRow[]): ExperimentResults['metric'] {
  const heldOut = rows.some(({ validation }) => validation !== null);
  return { name: metric.name ?? (heldOut ? 'val.balanced' : 'test.all'), goal: metric.goal };
}

function settingResult(
  { label, name, from, teacher, values }: Setting,
  rows: RunRow[],
  paper: Experiment['paper'],
): SettingResult {
  const own = rows.filter((row) => row.label === label);
  const finished = own.filter((row) => row.finished);
  const means = (of: 'test' | 'hindsight' | 'validation') =>
    Object.fromEntries(
      FIGURES.map((figure) => [figure, meanSd(finished.map((row) => row[of]?.[figure] ?? null))]),
    ) as Means;
  return {
    label,
    name: name ?? null,
    from: from ?? null,
    teacher: teacher ?? null,
    values,
    runs: own.length,
    finished: finished.length,
    test: means('test'),
    hindsight: means('hindsight'),
    validation: means('validation'),
    representations: MEASURED.filter((each) =>
      finished.some(({ representations, rho }) => representations.includes(each) || rho?.[each]),
    ),
    rho: rhoOf(finished),
    cost: {
      parameters: firstOf(finished, 'parameters'),
      multiplyAdds: firstOf(finished, 'multiplyAdds'),
      multiplyAddsAt640: firstOf(finished, 'multiplyAddsAt640'),
    },
    paper: paper[label] ?? null,
  };
}

function rhoOf(rows: readonly RunRow[]): SettingResult['rho'] {
  const known = MEASURED.flatMap((name) => {
    const own = rows.flatMap(({ rho }) => rho?.[name] ?? []);
    const means = GROUPS.map((group) => [group, meanSd(own.map((of) => of[group]))]);
    return own.length === 0 ? [] : [[name, Object.fromEntries(means)]];
  });
  return known.length === 0 ? null : Object.fromEntries(known);
}

function firstOf(rows: readonly RunRow[], key: keyof RunCost): number | null {
  return rows.find((row) => row[key] !== null)?.[key] ?? null;
}

/** The mean of a metric over a setting's finished runs. */
export function metricValue(setting: SettingResult, name: MetricName): MeanSd | null {
  const [images, figure] = name.split('.') as ['val' | 'test', Figure];
  return setting[images === 'val' ? 'validation' : 'test'][figure];
}

/** The best setting, once every run is finished; of equals the first. */
function chosenOf(settings: SettingResult[], { name, goal }: ExperimentResults['metric']): string | null {
  if (settings.length < 2 || settings.some(({ runs, finished }) => finished < runs)) return null;
  const sign = goal === 'maximize' ? 1 : -1;
  let best: { label: string; value: number } | undefined;
  for (const setting of settings) {
    const mean = metricValue(setting, name)?.mean;
    if (mean === undefined) return null;
    if (!best || sign * mean > best.value) best = { label: setting.label, value: sign * mean };
  }
  return best!.label;
}
