import type { Group } from '../../log/groups';
import type { RunLog } from '../../log/run-log';
import { lastEpoch } from '../../log/run-summary';
import { meanSd } from '../../log/statistics';
import { studentInterval } from '../../log/student-t';
import { groupOf } from '../group-of';
import type { DataSet } from '../grouping/data-sets';
import { type Moment, resultOf } from '../grouping/moments';
import type { Series } from '../grouping/series-of';
import { newcombeInterval } from './newcombe-interval';

/** Lowest and highest value of an interval of 95 %. */
type Ends = readonly [low: number, high: number];

/** How much more accurate the second of two series is than the first, as a fraction. */
export interface SeriesDifference {
  value: number;
  /** Of 95 %; null where nothing says how far chance reaches. */
  interval: Ends | null;
}

/** The two series of a data set, compared. */
export interface Comparison {
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
 * Compares two series of a data set. The interval is Newcombe's for two proportions over the images that the accuracies are of, where the
 * logs say how many these are, and Student's t for the mean of the differences, seed by seed, where both series have runs of at least two same
 * seeds. Where there are both, it reaches as far as the wider one: on a class with three test images, seeds may agree by chance.
 *
 * @example
 * ```ts
 * const [first, second] = dataSet.series;
 * const difference = compareSeries(dataSet, first, second).ofGroup('last', 'few');
 * ```
 */
export function compareSeries(dataSet: DataSet, first: Series, second: Series): Comparison {
  const pairs = pairsOf(first, second);
  const counts = imageCounts([...first.runs, ...second.runs], dataSet.measured);
  const of = (images: number | null, pick: Pick): SeriesDifference | null => {
    const [base, other] = [first, second].map(({ runs }) => meanSd(runs.map(pick)));
    if (!base || !other) return null;
    const intervals = [
      images
        ? newcombeInterval({ share: base.mean, trials: images }, { share: other.mean, trials: images })
        : null,
      seedInterval(pairs.map(([a, b]) => minus(pick(b), pick(a)))),
    ];
    return { value: other.mean - base.mean, interval: widest(intervals) };
  };
  return {
    words: inWords(dataSet, counts.measured !== undefined, pairs.length),
    ofGroup(moment, group) {
      const ofTest = moment === 'test' || moment === 'testOfLast';
      const images = imagesIn(dataSet, ofTest ? counts.test : counts.measured, group);
      return of(images, (run) => resultOf(run, moment)?.accuracy[group] ?? null);
    },
    ofClass: (label) =>
      of(counts.measured?.[label] ?? null, (run) => lastEpoch(run)?.perClass[label] ?? null),
  };
}

function inWords({ measured }: DataSet, hasCounts: boolean, pairs: number): string {
  const proportions = `for two proportions (Newcombe) over the ${measured.toLowerCase()} images`;
  const seeds = `by Student's t over the differences of ${pairs} seeds, each with itself`;
  if (pairs >= 2 && hasCounts) return `Intervals of 95 %: the wider of that ${proportions} and that ${seeds}`;
  if (pairs >= 2) return `Intervals of 95 % ${seeds}`;
  if (hasCounts) return `Intervals of 95 % ${proportions}; what another seed would change is not in them`;
  return 'There is no interval: not every log says how many images were tested, and no two seeds are in both';
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

/** Student's interval for the mean of differences; null for less than two, and where all are the same: that tells nothing of chance. */
function seedInterval(differences: (number | null)[]): Ends | null {
  const moments = meanSd(differences);
  return moments?.sd ? studentInterval(moments) : null;
}

/** From the lowest to the highest end of some intervals. */
function widest(intervals: readonly (Ends | null)[]): Ends | null {
  const known = intervals.filter((interval) => interval !== null);
  if (known.length === 0) return null;
  return [Math.min(...known.map(([low]) => low)), Math.max(...known.map(([, high]) => high))];
}

const minus = (a: number | null, b: number | null) => (a === null || b === null ? null : a - b);

/**
 * Number of test images of each class, and of those that the accuracies of the epochs are of; undefined where not every log says it.
 *
 * @param runs of one data set, so that those that say it say the same
 */
export function imageCounts(runs: readonly RunLog[], measured: DataSet['measured']) {
  const of = (name: 'testPerClass' | 'validationPerClass') =>
    runs.every(({ start }) => start[name]) ? runs[0]?.start[name] : undefined;
  const [test, validation] = [of('testPerClass'), of('validationPerClass')];
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
