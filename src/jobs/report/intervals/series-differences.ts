import type { Group } from '../../log/groups';
import type { RunLog } from '../../log/run-log';
import { lastEpoch } from '../../log/run-summary';
import { meanSd } from '../../log/statistics';
import { studentBeyond } from '../../log/student-t';
import { type DataSet, type Moment, resultOf, type Series } from '../data-sets';
import { groupOf } from '../group-of';
import { newcombeInterval } from './newcombe-interval';
import type { Interval } from './wilson-interval';

/** How much more accurate the second of two series is than the first, as a fraction. */
export interface SeriesDifference {
  value: number;
  /** Of 95 %; null where nothing says how far chance reaches. */
  interval: Interval | null;
}

/** Which interval differences have: over the seeds that both series have, over the test images, or none. */
export type IntervalKind = 'seeds' | 'images' | 'none';

/** The two series of a data set, compared. */
export interface Comparison {
  kind: IntervalKind;
  /** The interval in words, for a caption. */
  words: string;
  /** Of a group of classes. */
  ofGroup(moment: Moment, group: Group): SeriesDifference | null;
  /** Of a class after the last epoch. */
  ofClass(label: number): SeriesDifference | null;
}

/** Whether a difference is beyond its interval, so that chance alone hardly explains it: the only differences that may have a colour. */
export function isBeyond(difference: SeriesDifference | null): boolean {
  const interval = difference?.interval;
  return interval != null && (interval[0] > 0 || interval[1] < 0);
}

/**
 * Compares two series of a data set. Where both have runs of at least two same seeds, the interval is Student's t for the mean of the differences,
 * seed by seed; else Newcombe's for two proportions, over the images that the accuracies are of. It is null where a log does not say how
 * many these are.
 *
 * @example
 * ```ts
 * const [first, second] = dataSet.series;
 * const difference = compareSeries(dataSet, first, second).ofGroup('last', 'few');
 * ```
 */
export function compareSeries(dataSet: DataSet, first: Series, second: Series): Comparison {
  const pairs = pairsOf(first, second);
  if (pairs.length >= 2) {
    return {
      kind: 'seeds',
      words: `Intervals of 95 % by Student's t, over the differences of ${pairs.length} seeds, each with itself`,
      ofGroup: (moment, group) => paired(pairs, (run) => resultOf(run, moment)?.accuracy[group] ?? null),
      ofClass: (label) => paired(pairs, (run) => lastEpoch(run)?.perClass[label] ?? null),
    };
  }
  const counts = imageCounts(dataSet);
  const isKnown = counts.measured !== undefined;
  return {
    kind: isKnown ? 'images' : 'none',
    words: isKnown
      ? `Intervals of 95 % for two proportions (Newcombe), over the ${dataSet.measured.toLowerCase()} images; how far another seed would lead is not in them`
      : 'Without an interval: the logs do not say how many images were tested, and no two seeds are in both',
    ofGroup(moment, group) {
      const ofTest = moment === 'test' || moment === 'testOfLast';
      const images = imagesIn(dataSet, ofTest ? counts.test : counts.measured, group);
      return overImages(first, second, images, (run) => resultOf(run, moment)?.accuracy[group] ?? null);
    },
    ofClass: (label) =>
      overImages(
        first,
        second,
        counts.measured?.[label] ?? null,
        (run) => lastEpoch(run)?.perClass[label] ?? null,
      ),
  };
}

type Pick = (run: RunLog) => number | null;

/** The runs of the seeds that both series have once each. */
function pairsOf(first: Series, second: Series): [RunLog, RunLog][] {
  const bySeed = ({ runs }: Series) => new Map(runs.map((run) => [run.start.options.seed, run]));
  const [ours, theirs] = [bySeed(first), bySeed(second)];
  // With a seed twice, which of them belongs to which is not known.
  if (ours.size < first.runs.length || theirs.size < second.runs.length || ours.has(undefined)) return [];
  return [...ours].flatMap(([seed, run]): [RunLog, RunLog][] => {
    const other = theirs.get(seed);
    return other ? [[run, other]] : [];
  });
}

function paired(pairs: [RunLog, RunLog][], pick: Pick): SeriesDifference | null {
  const differences = pairs.map(([a, b]) => minus(pick(b), pick(a)));
  const moments = meanSd(differences);
  if (!moments || moments.sd === null) return null;
  const half = (studentBeyond(0.05, moments.n - 1) * moments.sd) / Math.sqrt(moments.n);
  return { value: moments.mean, interval: [moments.mean - half, moments.mean + half] };
}

function overImages(
  first: Series,
  second: Series,
  images: number | null,
  pick: Pick,
): SeriesDifference | null {
  const [base, other] = [first, second].map(({ runs }) => meanSd(runs.map(pick)));
  if (!base || !other) return null;
  const interval = images ? newcombeInterval(base.mean, other.mean, images) : null;
  return { value: other.mean - base.mean, interval };
}

const minus = (a: number | null, b: number | null) => (a === null || b === null ? null : a - b);

/** Number of test images of each class, and of those that the accuracies of the epochs are of; undefined where no log says it. */
export function imageCounts({ series, measured }: DataSet) {
  const starts = series.flatMap(({ runs }) => runs.map(({ start }) => start));
  const test = starts.find(({ testPerClass }) => testPerClass)?.testPerClass;
  const validation = starts.find(({ validationPerClass }) => validationPerClass)?.validationPerClass;
  return { test, measured: measured === 'Test' ? test : validation };
}

/**
 * As many images as a group's accuracy has the variance of. That of all images is a share of them; that of a group is the mean over its classes, to
 * which a class with few test images adds more variance.
 */
function imagesIn(
  { samplesPerClass, bounds }: DataSet,
  counts: readonly number[] | undefined,
  group: Group,
): number | null {
  if (!counts) return null;
  if (group === 'all') return counts.reduce((sum, n) => sum + n, 0);
  const inside = counts.filter((n, k) => n > 0 && groupOf(samplesPerClass[k]!, bounds) === group);
  return inside.length ** 2 / inside.reduce((sum, n) => sum + 1 / n, 0);
}
