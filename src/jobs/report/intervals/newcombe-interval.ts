import { type Interval, wilsonInterval } from './wilson-interval';

/**
 * Newcombe's interval of 95 % for the difference of two probabilities, `second` minus `first`, each measured in as many trials.
 *
 * @param first share of successes, in 0..1
 * @param second share of successes, in 0..1
 * @param trials of each, above 0
 * @see Newcombe 1998, "Interval estimation for the difference between independent proportions", method 10
 *
 * @example
 * ```ts
 * newcombeInterval(0.5, 0.7, 100); // [0.064, 0.326]
 * ```
 */
export function newcombeInterval(first: number, second: number, trials: number): Interval {
  const [low1, high1] = wilsonInterval(first, trials);
  const [low2, high2] = wilsonInterval(second, trials);
  const difference = second - first;
  return [
    difference - Math.hypot(second - low2, high1 - first),
    difference + Math.hypot(high2 - second, first - low1),
  ];
}
