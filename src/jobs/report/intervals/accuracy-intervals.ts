import { type Interval, proportionInterval, shotBounds } from 'mbib';
import { assertTrainingCounts, isList, reject, rejectType, show } from '../../../checks';
import type { GroupBounds } from '../../log/run-log';
import { type MeanSd, meanSd } from '../../log/statistics';
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

/** An accuracy of some runs that differ in their seed. */
export interface AccuracyInterval {
  /** Which accuracy. */
  figure: ComparedFigure;
  /** How many test images it is of, in one run. */
  images: number;
  /** Its mean over the runs, with its interval of 95 %. */
  interval: Interval;
  /** Mean and standard deviation over the runs. */
  runs: MeanSd;
}

/**
 * The accuracies of some runs that differ in their seed, each with its number of test images and its interval: Wilson's for the share of
 * all images, and for means over classes the one that follows from Wilson's of the classes (MOVER). Several runs have that of
 * {@link intervalOverRuns}: Student's for their mean, made as wide as that of the images of one run where it is narrower.
 *
 * @param runs at least one
 * @param samplesPerClass training images of each class, in label order
 * @param bounds of the groups of classes. Default `shotBounds`
 * @returns one for each accuracy that has test images
 * @throws RangeError where there is no run, a run has not one prediction a label, or a class, a count or a bound does not fit; TypeError where
 *   one is of another type
 * @see proportionInterval of mbib, {@link meanInterval}
 *
 * @example
 * ```ts
 * import { accuracyIntervals } from 'mbib/jobs';
 *
 * const run = { seed: 0, labels: [0, 0, 1, 1], predictions: [0, 0, 1, 0] };
 * const [balanced] = accuracyIntervals([run], [500, 5]);
 * console.log(balanced?.interval.value, balanced?.images); // 0.75 4
 * ```
 */
export function accuracyIntervals(
  runs: readonly TestedRun[],
  samplesPerClass: readonly number[],
  bounds: GroupBounds = shotBounds,
): AccuracyInterval[] {
  if (!isList(runs)) rejectType('runs', 'be an array of tested runs', show(runs));
  if (runs.length === 0) reject('runs', 'hold at least one run', 'none');
  assertTrainingCounts(samplesPerClass);
  assertBounds(bounds);
  const classes = samplesPerClass.length;
  runs.forEach((run, i) => {
    assertRun(`runs[${i}]`, run, classes);
  });
  const counts = runs.map(({ labels }) => imagesPerClass(labels, classes));
  const hits = runs.map(({ labels, predictions }) => hitsPerClass(labels, predictions, classes));
  const [images, right] = [meanCounts(counts), meanCounts(hits)];
  return classesOfFigures(images, samplesPerClass, bounds).map((of) => {
    const interval = (some: number[], r = right, n = images) =>
      proportionInterval(sumOf(r, some), sumOf(n, some));
    const values = runs.map((_, i) => {
      const tested = { ...of, classes: of.classes.filter((k) => counts[i]![k]! > 0) };
      return tested.classes.length === 0
        ? null
        : figureInterval(tested, (some) => interval(some, hits[i], counts[i])).value;
    });
    const known = values.filter((value) => value !== null);
    return {
      figure: of.figure,
      images: of.images,
      interval: intervalOverRuns(
        figureInterval(of, (some) => interval(some)),
        known,
      ),
      runs: meanSd(known)!,
    };
  });
}

function hitsPerClass(
  labels: ArrayLike<number>,
  predictions: ArrayLike<number>,
  classes: number,
): Float64Array {
  const hits = new Float64Array(classes);
  for (let i = 0; i < labels.length; i++) if (labels[i] === predictions[i]) hits[labels[i]!]!++;
  return hits;
}
