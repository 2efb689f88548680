import { type Interval, shotBounds } from 'mbib';
import { assertFinite, assertTrainingCounts, isList, reject, rejectType, show } from '../../../checks';
import type { GroupBounds } from '../../log/run-log';
import {
  assertBounds,
  assertRun,
  type ComparedFigure,
  classesOfFigures,
  figureInterval,
  imagesPerClass,
  meanCounts,
  sumOf,
  type TestedRun,
} from './class-figures';
import { intervalOverRuns } from './interval-over-runs';
import { pairedInterval } from './paired-interval';

/** How much more accurate some runs are than others on the same test images. */
export interface AccuracyDifference {
  /** Which accuracy. */
  figure: ComparedFigure;
  /** How many test images it is of, in one run. */
  images: number;
  /** Accuracy of the second runs minus that of the first, with its interval of 95 %. */
  difference: Interval;
  /** Whether the interval leaves 0 out. Only then is one of them better, as far as can be told. */
  clear: boolean;
}

/**
 * Compares runs on the same test images, image by image. One pair of runs has Tango's interval (see {@link pairedInterval}), a mean over
 * classes the one that follows from those of the classes. Several pairs, one a seed, have that of {@link intervalOverRuns}: Student's for
 * the mean of their differences, within −1..1, made as wide as that of the images where it is narrower.
 *
 * @param pairs two runs on the same test images each, such as {@link pairRuns} finds them
 * @param samplesPerClass training images of each class, in label order
 * @param bounds of the groups of classes. Default `shotBounds`
 * @returns one for each accuracy that has test images; none without pairs
 * @throws RangeError where the runs of a pair have other labels than each other, a run has not one prediction a label, or a class, a count or
 *   a bound does not fit; TypeError where one is of another type
 *
 * @example
 * ```ts
 * import { accuracyDifferences } from 'mbib/jobs';
 *
 * const labels = [0, 0, 1, 1];
 * const first = { seed: 0, labels, predictions: [0, 0, 0, 0] };
 * const second = { seed: 0, labels, predictions: [0, 0, 1, 1] };
 * const differences = accuracyDifferences([[first, second]], [500, 5]);
 * console.log(differences.map(({ figure, clear }) => `${figure}: ${clear}`)); // four images: nothing is clear
 * ```
 */
export function accuracyDifferences(
  pairs: readonly (readonly [first: TestedRun, second: TestedRun])[],
  samplesPerClass: readonly number[],
  bounds: GroupBounds = shotBounds,
): AccuracyDifference[] {
  assertTrainingCounts(samplesPerClass);
  assertBounds(bounds);
  assertPairs(pairs, samplesPerClass.length);
  if (pairs.length === 0) return [];
  const tallies = pairs.map((pair) => tallyPair(pair, samplesPerClass.length));
  // Other images of every seed are more images than one seed has; the same images are not.
  const others = pairs.some(([{ labels }]) => !sameNumbers(labels, pairs[0]![0].labels));
  const factor = others ? pairs.length : 1;
  const mean = (name: keyof PairTally) => meanCounts(tallies.map((tally) => tally[name]));
  const together = { images: mean('images'), gained: mean('gained'), lost: mean('lost') };
  return classesOfFigures(together.images, samplesPerClass, bounds).map((of) => {
    const byImages = figureInterval(of, (some) => intervalOf(together, some, factor));
    const values = tallies.map((tally) => figureInterval(of, (some) => intervalOf(tally, some, 1)).value);
    const difference = intervalOverRuns(byImages, values, [-1, 1]);
    const clear = difference.low > 0 || difference.high < 0;
    return { figure: of.figure, images: of.images, difference, clear };
  });
}

/**
 * The runs of two groups that can be compared image by image: those of the same seed on the same test images, or without any, the first
 * two on the same test images.
 *
 * @throws TypeError where a seed is no number; RangeError where it is not finite
 *
 * @example
 * ```ts
 * import { pairRuns } from 'mbib/jobs';
 *
 * const labels = [0, 1];
 * const run = (seed: number, predictions: number[]) => ({ seed, labels, predictions });
 * pairRuns([run(0, [0, 0]), run(1, [0, 1])], [run(1, [1, 1])]).length; // 1
 * ```
 */
export function pairRuns(
  first: readonly TestedRun[],
  second: readonly TestedRun[],
): [TestedRun, TestedRun][] {
  for (const [name, runs] of Object.entries({ first, second })) {
    if (!isList(runs)) rejectType(name, 'be an array of tested runs', show(runs));
    runs.forEach((run, i) => {
      assertFinite(`${name}[${i}].seed`, run?.seed);
    });
  }
  const pairs = first.flatMap((run) =>
    second.filter((other) => other.seed === run.seed).map((other): [TestedRun, TestedRun] => [run, other]),
  );
  if (pairs.length === 0 && first[0] && second[0]) pairs.push([first[0], second[0]]);
  return pairs.filter(([one, other]) => sameNumbers(one.labels, other.labels));
}

function assertPairs(pairs: readonly (readonly [TestedRun, TestedRun])[], classes: number): void {
  if (!isList(pairs)) rejectType('pairs', 'be an array of pairs of tested runs', show(pairs));
  pairs.forEach((pair, i) => {
    const [first, second] = pair;
    assertRun(`pairs[${i}][0]`, first, classes);
    assertRun(`pairs[${i}][1]`, second, classes);
    if (!sameNumbers(first.labels, second.labels)) {
      reject(`pairs[${i}][1].labels`, `be those of pairs[${i}][0], on the same test images`, 'others');
    }
  });
}

/** Of each class, how many images there are, and on how many the second run alone is right, and the first alone. */
type PairTally = Record<'images' | 'gained' | 'lost', Float64Array>;

function tallyPair([first, second]: readonly [TestedRun, TestedRun], classes: number): PairTally {
  const { labels } = first;
  const [gained, lost] = [new Float64Array(classes), new Float64Array(classes)];
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    const before = first.predictions[i] === label;
    const after = second.predictions[i] === label;
    if (after && !before) gained[label]!++;
    if (before && !after) lost[label]!++;
  }
  return { images: imagesPerClass(labels, classes), gained, lost };
}

function intervalOf({ images, gained, lost }: PairTally, classes: number[], factor: number): Interval {
  return pairedInterval(
    factor * sumOf(gained, classes),
    factor * sumOf(lost, classes),
    factor * sumOf(images, classes),
  );
}

function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
