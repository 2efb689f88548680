import type { MeanSd } from './statistics';

/**
 * The number that a variable with Student's t distribution exceeds in absolute value with probability `tail`: the half width of an
 * interval for a mean, in standard errors.
 *
 * @param tail both tails together, between 0 and 1: 0.05 for an interval of 95 %
 * @param degrees of freedom, a whole number from 1: one less than the number of differences
 * @see Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4
 *
 * @example
 * ```ts
 * studentBeyond(0.05, 4); // 2.776
 * ```
 */
export function studentBeyond(tail: number, degrees: number): number {
  let [low, high] = [0, 1];
  while (within(high, degrees) < 1 - tail) high *= 2;
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (within(middle, degrees) < 1 - tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * The interval of 95 % for the mean of numbers that were drawn independently, such as one difference a seed, by Student's t.
 *
 * @returns null for a single number, which says nothing of how much they vary
 *
 * @example
 * ```ts
 * import { meanSd, studentInterval } from 'mbib/jobs';
 *
 * studentInterval(meanSd([0.02, 0.04, 0.03])!); // [0.0052, 0.0548]
 * ```
 */
export function studentInterval({ mean, sd, n }: MeanSd): [low: number, high: number] | null {
  if (sd === null) return null;
  const half = (studentBeyond(1 - CONFIDENCE, n - 1) * sd) / Math.sqrt(n);
  return [mean - half, mean + half];
}

const CONFIDENCE = 0.95;

/** The probability of a value in −t..t. */
function within(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const odd = degrees % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k <= degrees - 2; k += 2) {
    term *= (cosine * cosine * (k - 1)) / k;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}
