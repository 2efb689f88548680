/** Standard errors of a normal variable that hold 95 %. */
export const NORMAL_95 = 1.959964;

/** Lowest and highest value of an interval of 95 %. */
export type Interval = readonly [low: number, high: number];

/**
 * Wilson's score interval of 95 % for a probability.
 *
 * @param share of the trials that succeeded, in 0..1
 * @param trials above 0; need not be a whole number
 * @see Wilson 1927, "Probable inference, the law of succession, and statistical inference"
 *
 * @example
 * ```ts
 * wilsonInterval(0.5, 10); // [0.237, 0.763]
 * ```
 */
export function wilsonInterval(share: number, trials: number): Interval {
  const z2 = NORMAL_95 ** 2 / trials;
  const middle = share + z2 / 2;
  const half = NORMAL_95 * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials));
  const bound = (value: number) => Math.min(1, Math.max(0, value / (1 + z2)));
  // At the ends the bound is the share itself, which rounding may miss.
  return [share === 0 ? 0 : bound(middle - half), share === 1 ? 1 : bound(middle + half)];
}
