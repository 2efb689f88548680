/** Mean over runs, and the sample standard deviation where there are at least two of them. */
export interface MeanSd {
  /** Their mean. */
  mean: number;
  /** Their sample standard deviation; null for a single one. */
  sd: number | null;
  /** How many there are. */
  n: number;
}

/**
 * Mean and sample standard deviation (n − 1) of one number a run.
 *
 * @param values One a run, any unit; `null` where a run has none.
 * @returns `null` if any run has none: a mean over some of the runs would pass for one over all.
 *
 * @example
 * ```ts
 * import { meanSd } from 'mbib/jobs';
 *
 * meanSd([0.7, 0.8]); // { mean: 0.75, sd: 0.0707…, n: 2 }
 * ```
 */
export function meanSd(values: (number | null)[]): MeanSd | null {
  const numbers = values.filter((value) => value !== null);
  const n = numbers.length;
  if (n === 0 || n < values.length) return null;
  const mean = numbers.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { mean, sd: null, n };
  const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / (n - 1)), n };
}

/**
 * Centred moving average, the window cut off at both ends; gaps are passed over.
 *
 * @param values In the order they are drawn.
 * @param reach How many neighbours on each side count.
 *
 * @example
 * ```ts
 * import { movingMean } from 'mbib/jobs';
 *
 * movingMean([1, 2, 6], 1); // [1.5, 3, 4]
 * ```
 */
export function movingMean(values: (number | null)[], reach: number): (number | null)[] {
  return values.map((_, i) => {
    const near = values.slice(Math.max(0, i - reach), i + reach + 1).filter((value) => value !== null);
    return near.length === 0 ? null : near.reduce((sum, value) => sum + value, 0) / near.length;
  });
}

/**
 * The least and the greatest of some numbers, however many: `Math.max(...numbers)` ends where a call can have no more arguments.
 *
 * @param values without any, the least is Infinity and the greatest −Infinity
 * @example
 * rangeOf([3, 1, 2]); // { least: 1, greatest: 3 }
 */
export function rangeOf(values: Iterable<number>): { least: number; greatest: number } {
  let least = Infinity;
  let greatest = -Infinity;
  for (const value of values) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  return { least, greatest };
}
