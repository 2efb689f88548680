import type { ClassCounts } from '../../checks';
import { resolveOptions } from '../../options';
import { tallyClasses } from '../class-tallies';
import type { ClassIds } from '../read-class-ids';
import {
  readShotOutcomes,
  type ShotAccuracy,
  type ShotAccuracyOptions,
  shotAccuracyOf,
  shotAccuracyOptions,
  shotGroups,
} from '../shot-accuracy';
import { basicInterval } from './basic-interval';
import { type Interval, type IntervalOptions, intervalOptions } from './interval';
import { resampleTallies } from './resample-tallies';
import { deviationsBeyond, wilsonInterval } from './wilson-interval';

/** Options of {@link shotAccuracyIntervals}. */
export interface ShotAccuracyIntervalsOptions extends ShotAccuracyOptions, IntervalOptions {}

const groupNames = ['all', 'many', 'medium', 'few', 'unseen'] as const;

/**
 * The accuracies of `shotAccuracy`, each with an interval: basic bootstrap intervals for all samples and the groups, from test sets
 * drawn within the classes, and Wilson's intervals for single classes.
 *
 * @param labels as `shotAccuracy` has them
 * @param predictions as `shotAccuracy` has them
 * @param samplesPerClass number of training samples of each class in label order, length K, finite and not negative
 * @param options bounds of the groups; confidence, number of drawn test sets and seed
 * @returns the accuracies, with an interval in the place of each number; null for a class or a group without test samples
 * @throws RangeError or TypeError where an argument cannot be used, as `shotAccuracy` does
 * @see Davison and Hinkley 1997, Bootstrap Methods and Their Application, Section 5.2; Wilson 1927 on proportions
 *
 * @example
 * ```ts
 * import { shotAccuracyIntervals } from 'mbib';
 * const { few } = await shotAccuracyIntervals([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 0, 1], [500, 5]);
 * console.log(few?.value, few?.low, few?.high);
 * ```
 */
export async function shotAccuracyIntervals(
  labels: ClassIds,
  predictions: ClassIds,
  samplesPerClass: ClassCounts,
  options?: ShotAccuracyIntervalsOptions,
): Promise<ShotAccuracy<Interval>> {
  const { many, few, ...intervals } = resolveOptions(options, optionsOfIntervals);
  const groups = shotGroups(samplesPerClass, many, few);
  const outcomes = await readShotOutcomes(labels, predictions, samplesPerClass);
  const tallies = tallyClasses(outcomes);
  const values = shotAccuracyOf(tallies, groups);
  const drawn = groupNames.map(() => new Float64Array(intervals.resamples));
  resampleTallies(outcomes, intervals, (of, index) => {
    const accuracies = shotAccuracyOf(of, groups);
    groupNames.forEach((name, i) => {
      drawn[i]![index] = accuracies[name] ?? 0;
    });
  });
  const [all, ...ofGroups] = groupNames.map((name, i) => {
    const value = values[name];
    return value === null ? null : basicInterval(value, drawn[i]!, intervals.confidence);
  });
  const deviations = deviationsBeyond((1 - intervals.confidence) / 2);
  return {
    all: all!,
    many: ofGroups[0]!,
    medium: ofGroups[1]!,
    few: ofGroups[2]!,
    unseen: ofGroups[3]!,
    perClass: values.perClass.map((accuracy, k) =>
      accuracy === null ? null : wilsonInterval(tallies.hits[k]!, tallies.support[k]!, deviations),
    ),
  };
}

const optionsOfIntervals = { ...shotAccuracyOptions, ...intervalOptions } as const;
