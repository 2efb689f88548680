import type { Interval } from 'mbib';
import { assertFinite } from '../../../checks';
import { meanSd } from '../../log/statistics';
import { studentInterval } from '../../log/student-t';
import { assertInterval } from './assert-interval';

/**
 * The interval of 95 % of a mean over runs that differ in their seed: Student's for the mean of their values, made as wide as that of the test
 * images where it is narrower. Seeds can agree by chance on a few images, and then say nothing of others; and other seeds would
 * change a figure even where the images are many. One run has the interval of the images alone.
 *
 * @param ofImages the mean, with the interval that the test images leave
 * @param values one a run
 * @param range that the figure cannot leave, which Student's interval of few runs does not know. Left out, 0 to 1: that of an accuracy
 * @throws RangeError where a number is not finite; TypeError where one is of another type
 * @see Student 1908, The probable error of a mean
 *
 * @example
 * ```ts
 * import { proportionInterval } from 'mbib';
 * import { intervalOverRuns } from 'mbib/jobs';
 *
 * const { low, high } = intervalOverRuns(proportionInterval(800, 1000), [0.75, 0.85]);
 * console.log(low.toFixed(2), high.toFixed(2)); // 0.16 1.00: two seeds that differ by 10 points tell little
 * ```
 */
export function intervalOverRuns(
  ofImages: Interval,
  values: readonly number[],
  [least, greatest]: readonly [least: number, greatest: number] = [0, 1],
): Interval {
  assertInterval('ofImages', ofImages);
  for (const [i, value] of values.entries()) assertFinite(`values[${i}]`, value);
  for (const [i, end] of [least, greatest].entries()) assertFinite(`range[${i}]`, end);
  const moments = meanSd([...values]);
  const [from, to] = (moments && studentInterval(moments)) ?? [ofImages.low, ofImages.high];
  return {
    value: ofImages.value,
    low: Math.max(least, Math.min(ofImages.low, from)),
    high: Math.min(greatest, Math.max(ofImages.high, to)),
  };
}
