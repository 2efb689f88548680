import { shotBounds } from 'mbib';
import type { GroupBounds, RunLog } from '../../log/run-log';
import type { MethodTitles } from '../method-title';
import { groupBy } from './group-by';
import { type Series, seriesKey, seriesOf } from './series-of';

/** A run with the method, options and seed of another one. */
export interface RepeatedRun {
  /** It. */
  run: RunLog;
  /** The other one. */
  of: RunLog;
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
  /** `'validation'` where there were no test images: what is called test is of validation images. */
  testedOn: 'validation' | undefined;
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
  repeats: RepeatedRun[];
}

/** Up to this number of classes, charts show the name of every class. */
export const NAMED_CLASSES = 30;

/** Beyond this number of classes, dots and lines of single classes would cover each other: charts of several series show their moving means alone. */
export const DOTTED_CLASSES = 1000;

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
    const { job, samplesPerClass, selection, testedOn, bounds } = start;
    return JSON.stringify([job, samplesPerClass, selection ?? null, testedOn ?? null, bounds ?? null]);
  });
  return byData.flatMap(byImages).map((all) => {
    const { runs: ofData, repeats } = withoutRepeats(all);
    const {
      job,
      dataSet = job,
      classNames,
      samplesPerClass,
      selection,
      testedOn,
      bounds = shotBounds,
    } = ofData[0]!.start;
    return {
      job,
      title: dataSet,
      classNames,
      samplesPerClass,
      measured: selection === 'validation' ? 'Validation' : 'Test',
      testedOn,
      bounds,
      order: classOrder(samplesPerClass),
      series: seriesOf(ofData, titles),
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
function withoutRepeats(all: RunLog[]): { runs: RunLog[]; repeats: RepeatedRun[] } {
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
