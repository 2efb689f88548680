/** Parts of a data set that are not trained on, as fractions of it. */
export interface SplitFractions {
  /** Chooses the epoch and the options. */
  validation: number;
  /** Is read at the end alone. */
  test: number;
}

/** How many pictures of a class go where. The rest is trained on. */
export interface ClassShare {
  /** Number of validation pictures. */
  validation: number;
  /** Number of test pictures. */
  test: number;
}

/**
 * How many pictures of a class are set apart. Training has the first picture and the test the second; from the third on it is the
 * fractions, rounded to the nearest whole number (halves up), with one for the test at least. So 3 pictures become 2 to train on and
 * 1 to test on, and 5 become 3, 1 to validate and 1 to test.
 *
 * @param pictures how many different pictures the class has
 * @param fixed how many of them have to be trained on, whatever the fractions say
 * @param fractions of the pictures that are set apart; where one is 0, nothing is
 *
 * @example
 * ```ts
 * shareOfClass(10, 0, { validation: 0.1, test: 0.2 }); // { validation: 1, test: 2 }
 * ```
 */
export function shareOfClass(pictures: number, fixed: number, fractions: SplitFractions): ClassShare {
  const round = (fraction: number) => Math.floor(pictures * fraction + 0.5);
  const free = Math.max(0, Math.min(pictures - 1, pictures - fixed));
  const test = fractions.test === 0 ? 0 : Math.min(free, Math.max(1, round(fractions.test)));
  const validation = pictures < 3 ? 0 : Math.min(free - test, round(fractions.validation));
  return { test, validation };
}
