/**
 * Estimate of the seconds till all of some pictures are done, at the speed so far.
 *
 * @param start when the first was begun, by `performance.now()`
 *
 * @example
 * ```ts
 * tell({ type: 'encoding', done, total, secondsLeft: secondsLeft(start, done, total) });
 * ```
 */
export function secondsLeft(start: number, done: number, total: number): number {
  return ((performance.now() - start) / 1000) * (total / Math.max(done, 1) - 1);
}
