import type * as tf from '@tensorflow/tfjs-core';
import { resolveOptions } from '../../options';
import {
  type ExpectedCalibrationErrorOptions,
  expectedCalibrationErrorOptions,
  readConfidence,
  sumOfSizes,
} from '../expected-calibration-error';
import type { ClassIds } from '../read-class-ids';
import { basicInterval } from './basic-interval';
import { type Interval, type IntervalOptions, intervalOptions } from './interval';
import { resample, sortSamples } from './resample';

/** Options of {@link expectedCalibrationErrorInterval}. */
export interface ExpectedCalibrationErrorIntervalOptions
  extends ExpectedCalibrationErrorOptions,
    IntervalOptions {}

/**
 * The expected calibration error with a basic bootstrap interval, from test sets drawn within the classes. The error comes out too
 * high on a small test set, as every bin adds its noise; the interval makes up for it in part. It always holds the value: one
 * that would lie below it is made wider. For a classifier that is calibrated almost perfectly the interval is too high all the same.
 *
 * @param labels as `expectedCalibrationError` has them
 * @param probabilities as `expectedCalibrationError` has them
 * @param options the number of bins; confidence, number of drawn test sets and seed
 * @throws RangeError or TypeError where an argument cannot be used, as `expectedCalibrationError` does
 * @see Davison and Hinkley 1997, Bootstrap Methods and Their Application, Section 5.2
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { expectedCalibrationErrorInterval } from 'mbib';
 * const probabilities = tf.tensor2d([[0.75, 0.25], [0.25, 0.75], [0.875, 0.125], [0.5, 0.5]]);
 * const { value, low, high } = await expectedCalibrationErrorInterval([0, 1, 0, 1], probabilities);
 * console.log(value, low, high);
 * ```
 */
export async function expectedCalibrationErrorInterval(
  labels: ClassIds,
  probabilities: tf.Tensor,
  options?: ExpectedCalibrationErrorIntervalOptions,
): Promise<Interval> {
  const { bins, ...intervals } = resolveOptions(options, optionsOfInterval);
  const { truth, gaps, binOf } = await readConfidence(labels, probabilities, bins);
  // Samples with the same gap have the same confidence and outcome: it is above 0 where the prediction is wrong, else not.
  const samples = sortSamples(truth, probabilities.shape[1]!, (i) => gaps[i]!);
  const sums = new Float64Array(bins);
  const value = () => sumOfSizes(sums) / gaps.length;
  const drawnErrors = new Float64Array(intervals.resamples);
  const sortedLabels = samples.order.map((i) => truth[i]!);
  const sortedGaps = Float64Array.from(samples.order, (i) => gaps[i]!);
  const sortedBins = samples.order.map((i) => binOf[i]!);
  resample(samples, intervals, (drawn, index) => {
    sums.fill(0);
    for (let i = 0; i < drawn.length; i++) {
      const place = drawn[i]!;
      sums[sortedBins[place]!]! += samples.weights[sortedLabels[place]!]! * sortedGaps[place]!;
    }
    drawnErrors[index] = value();
  });
  sums.fill(0);
  for (let i = 0; i < gaps.length; i++) sums[sortedBins[i]!]! += sortedGaps[i]!;
  return basicInterval(value(), drawnErrors, intervals.confidence);
}

const optionsOfInterval = { ...expectedCalibrationErrorOptions, ...intervalOptions } as const;
