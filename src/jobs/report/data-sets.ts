import { shotBounds } from 'mbib';
import type { Group } from '../log/groups';
import type { EpochResult, GroupBounds, RecordedOptions, RunLog } from '../log/run-log';
import { bestEpoch, lastEpoch } from '../log/run-summary';
import { type MeanSd, meanSd } from '../log/statistics';
import { groupOf } from './group-of';
import { type MethodTitles, methodRank, methodTitle, optionTitle, seriesColours } from './method-title';

/** Runs that differ in their seed only. */
export interface Series {
  /**
   * Its name: that of the method, of a second stage with the method of the run that it goes on from, and the options in which it differs
   * from other series of the same.
   */
  label: string;
  /** What its method is called. */
  method: string;
  /** CSS colour of its curves and dots. */
  colour: string;
  /** The runs, one for each seed. */
  runs: RunLog[];
}

/** Runs on the same training data, so that they can be compared class by class. */
export interface DataSet {
  /** The job's name. */
  job: string;
  /** What people call the data: the job says it, or else it is the job's name. */
  title: string;
  /** Name of each class, in label order. */
  classNames: string[];
  /** Number of training images of each class, in label order. */
  samplesPerClass: number[];
  /** What the accuracies after every epoch are of. */
  measured: 'Test' | 'Validation';
  /** Bounds of the groups. */
  bounds: GroupBounds;
  /** The class ids from the most to the least frequent class: the order of all charts. */
  order: number[];
  /** The runs by method and options, in the order of the titles of methods. */
  series: Series[];
  /**
   * Runs that are left out of the series, as another one has the same method, options and seed: they would count as a second sample, and
   * are none.
   */
  repeats: { run: RunLog; of: RunLog }[];
}

/** Up to this number of classes, charts show the name of every class. */
export const NAMED_CLASSES = 30;

/** Beyond this number of classes, dots and lines of single classes would cover each other: charts of several series show their moving means alone. */
export const DOTTED_CLASSES = 1000;

/** Options that may differ between the runs of one series. */
const NOT_IDENTITY = new Set(['seed', 'out', 'data', 'resume', 'backend']);

/**
 * Sorts runs into data sets (the same job, numbers of training, test and validation images of each class, and way to measure), and each of these into series (the same method, options and
 * backend).
 *
 * @param runs as read from their logs, in any order
 * @param titles what their methods are called: `methods` of `mbib/jobs`
 * @returns data sets whose series are in the order of `titles`, each with a label that tells it from the others
 *
 * @example
 * ```ts
 * import { groupRuns, methods, type RunLog } from 'mbib/jobs';
 *
 * declare const runs: RunLog[]; // from parseRunLog
 * for (const { job, series } of groupRuns(runs, methods)) console.log(job, series.map(({ label }) => label));
 * ```
 */
export function groupRuns(runs: RunLog[], titles: MethodTitles): DataSet[] {
  const byData = groupBy(runs, ({ start }) => {
    const { job, samplesPerClass, selection, bounds } = start;
    return JSON.stringify([job, samplesPerClass, selection ?? null, bounds ?? null]);
  });
  return byData.flatMap(byImages).map((all) => {
    const { runs: ofData, repeats } = withoutRepeats(all);
    const {
      job,
      dataSet = job,
      classNames,
      samplesPerClass,
      selection,
      bounds = shotBounds,
    } = ofData[0]!.start;
    return {
      job,
      title: dataSet,
      classNames,
      samplesPerClass,
      measured: selection === 'validation' ? 'Validation' : 'Test',
      bounds,
      order: classOrder(samplesPerClass),
      series: toSeries(ofData, titles),
      repeats,
    };
  });
}

/**
 * The class ids from the most to the least frequent class; classes of equal frequency are in label order.
 *
 * @example
 * ```ts
 * import { classOrder } from 'mbib/jobs';
 *
 * classOrder([5, 500, 50]); // [1, 2, 0]
 * ```
 */
export function classOrder(samplesPerClass: readonly number[]): number[] {
  const order = samplesPerClass.map((_, k) => k);
  return order.sort((a, b) => samplesPerClass[b]! - samplesPerClass[a]! || a - b);
}

/** Of runs of the same series and seed, the one that came furthest stays, of equals the first. */
function withoutRepeats(all: RunLog[]): { runs: RunLog[]; repeats: DataSet['repeats'] } {
  const ofSeed = groupBy(all, (run) => {
    const { seed } = run.start.options;
    // Without a seed nobody knows whether it is the same.
    return seed === undefined ? run : `${seed} ${seriesKey(run)}`;
  });
  const repeats = ofSeed.flatMap((runs) => {
    const [first, ...others] = [...runs].sort((a, b) => lengthOf(b) - lengthOf(a));
    return others.map((run) => ({ run, of: first! }));
  });
  const left = new Set(repeats.map(({ run }) => run));
  return { runs: all.filter((run) => !left.has(run)), repeats };
}

/** How far a run came: the epochs, and the last line of its log. */
const lengthOf = ({ epochs, end }: RunLog): number => epochs.length + (end ? 1 : 0);

/** Runs of one series have the same. */
const seriesKey = (run: RunLog): string => JSON.stringify(Object.entries(identity(run)).sort());

/**
 * Runs whose accuracies are of as many images of each class. A log of an earlier version, which does not say how many, goes with the others
 * where these are all alike.
 */
function byImages(runs: RunLog[]): RunLog[][] {
  const keyOf = ({ start: { testPerClass, validationPerClass } }: RunLog) =>
    testPerClass && JSON.stringify([testPerClass, validationPerClass]);
  const [only = '', ...others] = new Set(runs.flatMap((run) => keyOf(run) ?? []));
  return groupBy(runs, (run) => keyOf(run) ?? (others.length === 0 ? only : ''));
}

function toSeries(runs: RunLog[], titles: MethodTitles): Series[] {
  const groups = groupBy(runs, seriesKey);
  const rankOf = ([run]: RunLog[]) => methodRank(run!.start.method, titles);
  groups.sort((a, b) => rankOf(a) - rankOf(b));
  const names = groups.map(([run]) => run!.start.method);
  const colours = seriesColours(names, titles);
  return groups.map((ofSeries, i) => {
    const name = names[i]!;
    const method = methodTitle(name, titles);
    const first = ofSeries[0]!.start.firstStage?.method;
    const rivals = groups.filter(
      ([other]) => other!.start.method === name && other!.start.firstStage?.method === first,
    );
    const title = first === undefined ? method : `${method} on ${methodTitle(first, titles)}`;
    const label = [title, ...distinctions(ofSeries[0]!, rivals, titles)].join(', ');
    return { label, method, colour: colours[i]!, runs: ofSeries };
  });
}

/** Begins the name of an option of the run that a second stage goes on from. */
const FIRST = 'first ';

function identity({ start }: RunLog): Record<string, unknown> {
  const deciding = (options: RecordedOptions) =>
    Object.entries(options).filter(([option]) => !NOT_IDENTITY.has(option));
  // Of a second stage, the options of the first one count, too.
  const ofFirst = {
    ...start.firstStage?.options,
    ...(start.firstStage && { method: start.firstStage.method }),
  };
  const first = deciding(ofFirst).map(([option, value]) => [`${FIRST}${option}`, value]);
  return {
    ...Object.fromEntries([...deciding(start.options), ...first]),
    method: start.method,
    backend: start.backend,
    epochs: start.epochs,
  };
}

/** The options in which a run differs from other series of its method. */
function distinctions(run: RunLog, rivals: RunLog[][], titles: MethodTitles): string[] {
  const own = identity(run);
  const differing = Object.keys(own).filter((option) =>
    rivals.some(([rival]) => JSON.stringify(identity(rival!)[option]) !== JSON.stringify(own[option])),
  );
  const titleOf = (option: string) =>
    option.startsWith(FIRST)
      ? `${FIRST}${optionTitle(option.slice(FIRST.length), titles)}`
      : optionTitle(option, titles);
  return differing.map((option) => `${titleOf(option)} ${own[option]}`);
}

function groupBy<T>(items: T[], keyOf: (item: T) => unknown): T[][] {
  const groups = new Map<unknown, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups.values()];
}

/**
 * Which accuracy of a run: after its last epoch; at the epoch with the highest accuracy over all images that it was measured on; or where
 * validation images chose the epoch, on the test images at that epoch and after the last.
 */
export type Moment = 'last' | 'best' | 'test' | 'testOfLast';

/** The accuracies that the runs of a data set have. */
export function momentsOf({ measured }: DataSet): Moment[] {
  return measured === 'Test' ? ['last', 'best'] : ['last', 'best', 'test', 'testOfLast'];
}

/** The epoch and the accuracy of a run at a moment; undefined where it has not come so far. */
export function resultOf(run: RunLog, moment: Moment): EpochResult | undefined {
  const { test, testOfLast } = run.end ?? {};
  return { last: lastEpoch(run), best: bestEpoch(run), test, testOfLast }[moment];
}

/** The accuracy of a group as a fraction, mean and deviation over the runs of a series; null where a run has none. */
export function seriesAccuracy(series: Series, moment: Moment, group: Group): MeanSd | null {
  return meanSd(series.runs.map((run) => resultOf(run, moment)?.accuracy[group] ?? null));
}

/** The accuracy of every class after the last epoch, the mean over the runs, in the order of the charts. */
export function classAccuracies({ order }: DataSet, series: Series): (number | null)[] {
  return order.map(
    (k) => meanSd(series.runs.map((run) => lastEpoch(run)?.perClass[k] ?? null))?.mean ?? null,
  );
}

/** The groups that have classes, each with its part of the order of the charts: from `start` to before `end`. */
export function groupStretches({ order, samplesPerClass, bounds }: DataSet) {
  const groups = order.map((k) => groupOf(samplesPerClass[k]!, bounds));
  return (['many', 'medium', 'few', 'unseen'] as const)
    .map((group) => ({ group, start: groups.indexOf(group), end: groups.lastIndexOf(group) + 1 }))
    .filter(({ start }) => start !== -1);
}
