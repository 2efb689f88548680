import type { ClassTallies } from '../class-tallies';
import type { ClassificationMetrics, ClassMetrics, WorstClass } from '../classification-metrics';
import type { Interval } from './interval';
import { deviationsBeyond, wilsonInterval } from './wilson-interval';

/** Wilson's intervals for precision, recall and F1 of each class. */
export function classIntervals(
  tallies: ClassTallies,
  { perClass }: ClassificationMetrics,
  confidence: number,
): ClassMetrics<Interval>[] {
  const deviations = deviationsBeyond((1 - confidence) / 2);
  const interval = (hits: number, samples: number) => wilsonInterval(hits, samples, deviations);
  return perClass.map(({ precision, recall, f1, support }, k) => {
    const hits = tallies.hits[k]!;
    const predicted = tallies.predicted[k]!;
    return {
      // What was never predicted can have any precision.
      precision:
        precision === null
          ? null
          : predicted > 0
            ? interval(hits, predicted)
            : { value: precision, low: 0, high: 1 },
      recall: recall === null ? null : interval(hits, support),
      f1: f1 === null ? null : f1Interval(f1, interval(hits, support + predicted - hits)),
      support,
    };
  });
}

/** F1 = 2·J / (1 + J), where J is the share of hits among the samples that are of the class or predicted as it. */
function f1Interval(value: number, { low, high }: Interval): Interval {
  const f1 = (share: number) => (2 * share) / (1 + share);
  return { value, low: Math.min(f1(low), value), high: Math.max(f1(high), value) };
}

/**
 * An interval for the lowest recall of all classes. The lowest of many estimates is the one with the worst luck, and drawn test sets
 * have it twice; so this is none of the bootstrap. The lowest recall is at least the least of the classes' lower ends, as it is in
 * the class that has it; and below the least of their upper ends only if one class is above its own, which K classes share the
 * chance of (Bonferroni). It is cautious: it holds the true figure at least as often as asked for.
 */
export function worstClassInterval(
  { support, hits }: ClassTallies,
  worst: WorstClass,
  tested: readonly number[],
  confidence: number,
): WorstClass<Interval> {
  const tail = (1 - confidence) / 2;
  const below = deviationsBeyond(tail);
  const above = deviationsBeyond(tail / tested.length);
  let [low, high] = [1, 1];
  for (const k of tested) {
    low = Math.min(low, wilsonInterval(hits[k]!, support[k]!, below).low);
    high = Math.min(high, wilsonInterval(hits[k]!, support[k]!, above).high);
  }
  return { class: worst.class, recall: { value: worst.recall, low, high } };
}
