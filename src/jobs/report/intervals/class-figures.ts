import type { Interval } from 'mbib';
import { assertClassIds, assertFinite, assertObject, reject, show } from '../../../checks';
import { GROUPS } from '../../log/groups';
import type { GroupBounds } from '../../log/run-log';
import { groupOf } from '../group-of';
import { meanInterval } from './mean-interval';

/**
 * The accuracies that runs are compared by: `balanced`, the mean over all classes, `all`, the share of all images, and the means over the
 * classes of each group.
 *
 * @example
 * ```ts
 * import { COMPARED_FIGURES } from 'mbib/jobs';
 *
 * COMPARED_FIGURES.includes('balanced'); // true
 * ```
 */
export const COMPARED_FIGURES = ['balanced', ...GROUPS] as const;

/** One of {@link COMPARED_FIGURES}. */
export type ComparedFigure = (typeof COMPARED_FIGURES)[number];

/** A run as it was tested. */
export interface TestedRun {
  /** Its seed: runs of the same seed are compared with each other. */
  seed: number;
  /** The true class of every test image, `[images]`. */
  labels: ArrayLike<number>;
  /** Its predicted class of every test image, `[images]`. */
  predictions: ArrayLike<number>;
}

/**
 * Throws unless a run has a class and a predicted class of every image.
 *
 * @throws RangeError | TypeError
 */
export function assertRun(argument: string, run: TestedRun, classes: number): void {
  assertObject(argument, run, 'a run with labels and predictions');
  const { labels, predictions } = run;
  assertClassIds(`${argument}.labels`, labels, classes);
  assertClassIds(`${argument}.predictions`, predictions, classes);
  if (predictions.length !== labels.length) {
    reject(
      `${argument}.predictions`,
      `hold one class for each of ${labels.length} labels`,
      show(predictions.length),
    );
  }
}

/** Throws unless the bounds of the groups are numbers that fit each other. */
export function assertBounds(bounds: GroupBounds): void {
  assertObject('bounds', bounds, 'the bounds of the groups, many and few');
  assertFinite('bounds.many', bounds.many);
  assertFinite('bounds.few', bounds.few);
  if (bounds.few > bounds.many)
    reject('bounds.few', `not exceed bounds.many (${bounds.many})`, show(bounds.few));
}

/** The tested classes of every figure that there is, with their number of test images. */
export function classesOfFigures(
  images: ArrayLike<number>,
  samplesPerClass: readonly number[],
  bounds: GroupBounds,
): { figure: ComparedFigure; classes: number[]; images: number }[] {
  const tested = samplesPerClass.map((_, k) => k).filter((k) => images[k]! > 0);
  return COMPARED_FIGURES.map((figure) => {
    const whole = figure === 'balanced' || figure === 'all';
    const classes = whole ? tested : tested.filter((k) => groupOf(samplesPerClass[k]!, bounds) === figure);
    return { figure, classes, images: classes.reduce((sum, k) => sum + images[k]!, 0) };
  }).filter(({ classes }) => classes.length > 0);
}

/**
 * The interval of a figure: of `all` that of all images together, of the others that of the mean over classes.
 *
 * @param of the interval where these classes are taken as one
 */
export function figureInterval(
  { figure, classes }: { figure: ComparedFigure; classes: number[] },
  of: (classes: number[]) => Interval,
): Interval {
  return figure === 'all' ? of(classes) : meanInterval(classes.map((k) => of([k])));
}

/** How many images there are of each class. */
export function imagesPerClass(labels: ArrayLike<number>, classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (let i = 0; i < labels.length; i++) counts[labels[i]!]!++;
  return counts;
}

/** Counts of some classes, together. */
export function sumOf(counts: ArrayLike<number>, classes: readonly number[]): number {
  return classes.reduce((sum, k) => sum + counts[k]!, 0);
}

/** Of each class the mean over several counts. */
export function meanCounts(counts: readonly Float64Array[]): Float64Array {
  return counts[0]!.map((_, k) => counts.reduce((sum, of) => sum + of[k]!, 0) / counts.length);
}
