import type { Interval } from 'mbib';
import { assertInterval } from './assert-interval';

/**
 * The mean of independent figures, such as the accuracies of classes, with the interval that follows from theirs: MOVER, the
 * method of variance estimates recovery. Unlike a bootstrap it stays wide where every class has few images.
 *
 * @param figures one a class, at least one; all of them with the same confidence
 * @throws RangeError where there are none, or a number is not finite; TypeError where one is of another type
 * @see Zou and Donner 2008, Construction of confidence limits about effect measures: A general approach
 *
 * @example
 * ```ts
 * import { proportionInterval } from 'mbib';
 * import { meanInterval } from 'mbib/jobs';
 *
 * meanInterval([proportionInterval(9, 10), proportionInterval(2, 4)]); // { value: 0.7, low: 0.4673, high: 0.8783 }
 * ```
 */
export function meanInterval(figures: readonly Interval[]): Interval {
  const n = figures.length;
  if (n === 0) throw new RangeError('figures must have at least one interval, got none');
  figures.forEach((figure, i) => {
    assertInterval(`figures[${i}]`, figure);
  });
  const sum = (of: (figure: Interval) => number) => figures.reduce((total, figure) => total + of(figure), 0);
  const value = sum((figure) => figure.value) / n;
  return {
    value,
    low: value - Math.sqrt(sum((figure) => (figure.value - figure.low) ** 2)) / n,
    high: value + Math.sqrt(sum((figure) => (figure.high - figure.value) ** 2)) / n,
  };
}
