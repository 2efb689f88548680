import type { Interval } from './interval';

/**
 * The basic bootstrap interval: how far the figures of drawn test sets are from the value of the test set stands for how far the value
 * is from the true figure, on the other side. A figure that comes out too low on small test sets comes out lower still on the
 * drawn ones, so this interval makes up for it, where the quantiles of the drawn figures would double it.
 *
 * @param drawn the figure of each drawn test set; it is sorted in place
 * @returns the interval within 0..1; where it would not hold the value, it is made wider until it does
 * @see Davison and Hinkley 1997, Bootstrap Methods and Their Application, Section 5.2
 */
export function basicInterval(value: number, drawn: Float64Array, confidence: number): Interval {
  drawn.sort();
  const tail = (1 - confidence) / 2;
  return {
    value,
    low: Math.min(value, withinUnit(2 * value - quantile(drawn, 1 - tail))),
    high: Math.max(value, withinUnit(2 * value - quantile(drawn, tail))),
  };
}

/** A quantile of sorted numbers, linear between them, as numpy has it. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}

function withinUnit(value: number): number {
  return Math.min(Math.max(value, 0), 1);
}
