import type { Interval } from 'mbib';

/** What a normal distribution exceeds on each side with probability 2.5 %. */
const DEVIATIONS = 1.959963984540054;

/**
 * The difference between the accuracies of two classifiers on the same images, with its interval of 95 %. It is Tango's score interval,
 * which belongs to McNemar's test: it leaves 0 out just where that test, without its correction for continuity, finds a difference.
 * Images on which both are right, or both wrong, make it narrower; two classifiers that never differ have an interval around 0.
 *
 * @param gained on how many images the second alone is right; a mean over several pairs of runs need not be whole
 * @param lost on how many the first alone is right
 * @param images how many there are, above 0
 * @returns accuracy of the second minus that of the first, in −1..1
 * @throws RangeError where the counts cannot be
 * @see Tango 1998, Equivalence test and confidence interval for the difference in proportions for the paired-sample design
 *
 * @example
 * ```ts
 * import { pairedInterval } from 'mbib/jobs';
 *
 * pairedInterval(40, 20, 160); // { value: 0.125, low: 0.0309, high: 0.2181 }
 * pairedInterval(1, 0, 2); // { value: 0.5, low: -0.4864, high: 0.9055 }: two images tell nothing
 * ```
 */
export function pairedInterval(gained: number, lost: number, images: number): Interval {
  if (!(images > 0 && gained >= 0 && lost >= 0 && gained + lost <= images)) {
    throw new RangeError(
      `gained and lost must be at least 0 and together at most images, which must be above 0; got ${gained}, ${lost} and ${images}`,
    );
  }
  const value = (gained - lost) / images;
  const score = (difference: number) => scoreAt(difference, gained, lost, images);
  return {
    value,
    low: whereItFalls(score, DEVIATIONS, -1, value),
    high: whereItFalls(score, -DEVIATIONS, value, 1),
  };
}

/** How many standard deviations the counts are above what a true difference makes likely. It falls as the difference grows. */
function scoreAt(difference: number, gained: number, lost: number, images: number): number {
  // The likeliest probability of a loss where that of a gain is higher by the difference: the root of a quadratic equation.
  const b = (2 * images - gained + lost) * difference - gained - lost;
  const c = -lost * difference * (1 - difference);
  const loss = Math.max(0, -difference, (Math.sqrt(Math.max(0, b * b - 8 * images * c)) - b) / (4 * images));
  const variance = images * (2 * loss + difference * (1 - difference));
  const distance = gained - lost - images * difference;
  if (variance > 0) return distance / Math.sqrt(variance);
  return distance === 0 ? 0 : Math.sign(distance) * Infinity;
}

/** Where a falling function passes a level, by halving. */
function whereItFalls(of: (x: number) => number, level: number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (of(middle) > level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
