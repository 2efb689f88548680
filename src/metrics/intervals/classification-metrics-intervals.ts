import { resolveOptions } from '../../options';
import { type ClassMeans, classMeans } from '../class-means';
import {
  type ClassTallies,
  occurringClasses,
  recallsOf,
  tallyClasses,
  testedClasses,
} from '../class-tallies';
import {
  type ClassificationMetrics,
  type ClassificationMetricsOptions,
  classificationMetricsOptions,
  metricsOf,
} from '../classification-metrics';
import type { ClassIds } from '../read-class-ids';
import { type Outcomes, readOutcomes } from '../read-outcomes';
import { basicInterval } from './basic-interval';
import { classIntervals, worstClassInterval } from './class-intervals';
import {
  type Interval,
  type IntervalOptions,
  intervalOptions,
  type ResolvedIntervalOptions,
} from './interval';
import { resampleTallies } from './resample-tallies';
import { deviationsBeyond, wilsonInterval } from './wilson-interval';

/** Options of {@link classificationMetricsIntervals}. */
export interface ClassificationMetricsIntervalsOptions
  extends ClassificationMetricsOptions,
    IntervalOptions {}

/**
 * The metrics of `classificationMetrics`, each with an interval: where the figure of the classifier itself lies, of which the test set
 * shows a sample.
 *
 * - The means over classes (accuracy, balanced accuracy, macro F1, geometric and harmonic mean) have basic bootstrap intervals from
 *   test sets drawn within the classes. A geometric or harmonic mean comes out too low on a small test set, and
 *   the interval makes up for it; one that would lie above the value is made wider, so that it always holds it. Where a class has no hit both are 0, and the interval goes from 0 to what
 *   they would be were that class at the upper end of its own.
 * - Precision, recall and F1 of a class have Wilson's intervals.
 * - The worst class has an interval for the lowest recall of all, whichever class has it. It is a cautious one.
 *
 * @param labels as `classificationMetrics` has them
 * @param predictions as `classificationMetrics` has them
 * @param options the number of classes, where it is needed; confidence, number of drawn test sets and seed
 * @returns the metrics, with an interval in the place of each number
 * @throws RangeError or TypeError where an argument cannot be used, as `classificationMetrics` does
 * @see Davison and Hinkley 1997, Bootstrap Methods and Their Application, Section 5.2; Wilson 1927 on proportions
 *
 * @example
 * ```ts
 * import { classificationMetricsIntervals } from 'mbib';
 * const { balancedAccuracy } = await classificationMetricsIntervals([0, 0, 0, 1, 1], [0, 0, 1, 1, 0], { classes: 2 });
 * console.log(balancedAccuracy.value, balancedAccuracy.low, balancedAccuracy.high);
 * ```
 */
export async function classificationMetricsIntervals(
  labels: ClassIds,
  predictions: ClassIds,
  options?: ClassificationMetricsIntervalsOptions,
): Promise<ClassificationMetrics<Interval>> {
  const { classes, ...intervals } = resolveOptions(options, optionsOfIntervals);
  const outcomes = await readOutcomes(labels, predictions, classes);
  const tallies = tallyClasses(outcomes);
  const metrics = metricsOf(tallies);
  return {
    ...meanIntervals(outcomes, tallies, intervals),
    worstClass: worstClassInterval(tallies, metrics.worstClass, testedClasses(tallies), intervals.confidence),
    perClass: classIntervals(tallies, metrics, intervals.confidence),
  };
}

function meanIntervals(
  outcomes: Outcomes,
  tallies: ClassTallies,
  options: ResolvedIntervalOptions,
): ClassMeans<Interval> {
  const { confidence, resamples } = options;
  const tested = testedClasses(tallies);
  const occurring = occurringClasses(tallies);
  const missed = tested.filter((k) => tallies.hits[k] === 0);
  const deviations = deviationsBeyond((1 - confidence) / 2);
  const ofMissed = missed.map((k) => wilsonInterval(0, tallies.support[k]!, deviations).high);
  /** The means, the geometric and the harmonic one with classes without a hit at the upper end of their interval. */
  const means = (of: ClassTallies): ClassMeans => {
    const recalls = recallsOf(of);
    const asTheyAre = classMeans(of, tested, occurring, recalls);
    if (missed.length === 0) return asTheyAre;
    missed.forEach((k, i) => {
      recalls[k] = ofMissed[i]!;
    });
    const { geometricMean, harmonicMean } = classMeans(of, tested, occurring, recalls);
    return { ...asTheyAre, geometricMean, harmonicMean };
  };
  const values = means(tallies);
  const drawn = mapMeans(() => new Float64Array(resamples));
  resampleTallies(outcomes, options, (of, index) => {
    const figures = means(of);
    mapMeans((name) => {
      drawn[name][index] = figures[name];
    });
  });
  const intervals = mapMeans((name) => basicInterval(values[name], drawn[name], confidence));
  if (missed.length === 0) return intervals;
  const fromZero = ({ high }: Interval): Interval => ({ value: 0, low: 0, high });
  return {
    ...intervals,
    geometricMean: fromZero(intervals.geometricMean),
    harmonicMean: fromZero(intervals.harmonicMean),
  };
}

function mapMeans<Result>(of: (name: keyof ClassMeans) => Result): ClassMeans<Result> {
  return {
    accuracy: of('accuracy'),
    balancedAccuracy: of('balancedAccuracy'),
    macroF1: of('macroF1'),
    geometricMean: of('geometricMean'),
    harmonicMean: of('harmonicMean'),
  };
}

const optionsOfIntervals = { ...classificationMetricsOptions, ...intervalOptions } as const;
