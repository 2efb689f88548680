import type { Interval } from './interval';

/**
 * Wilson's score interval for a proportion. Unlike a bootstrap, it has a width where all samples are right or none is, and it holds
 * with the few test samples that a single class has.
 *
 * @param hits how many of the samples are right
 * @param samples how many there are, above 0
 * @param deviations half the width, in standard deviations of the normal distribution
 * @returns the interval; it holds the value
 * @see Wilson 1927, Probable Inference, the Law of Succession, and Statistical Inference; Brown, Cai and DasGupta 2001, Interval
 * Estimation for a Binomial Proportion
 */
export function wilsonInterval(hits: number, samples: number, deviations: number): Interval {
  const value = hits / samples;
  const square = deviations ** 2 / samples;
  const centre = (value + square / 2) / (1 + square);
  const half =
    (deviations / (1 + square)) * Math.sqrt((value * (1 - value)) / samples + square / (4 * samples));
  return {
    value,
    low: Math.min(Math.max(centre - half, 0), value),
    high: Math.max(Math.min(centre + half, 1), value),
  };
}

/**
 * The number of standard deviations beyond which a normal distribution has a given share, above 0 and below 1/2, on one side: the root
 * of the tail, which is found by halving.
 */
export function deviationsBeyond(tail: number): number {
  let [low, high] = [0, 9];
  while (high - low > 1e-12) {
    const middle = (low + high) / 2;
    if (normalTail(middle) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The share of a normal distribution beyond `x`, at least 0: 1/2 minus the density times `x + x³/3 + x⁵/15 + …`. */
function normalTail(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 3; term > 1e-17 * sum; n += 2) {
    term *= (x * x) / n;
    sum += term;
  }
  return 0.5 - (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}
