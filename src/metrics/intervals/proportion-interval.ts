import { assertFinite, reject, show } from '../../checks';
import { resolveOptions } from '../../options';
import { type Interval, type IntervalOptions, intervalOptions } from './interval';
import { deviationsBeyond, wilsonInterval } from './wilson-interval';

/** Options of {@link proportionInterval}. */
export type ProportionIntervalOptions = Pick<IntervalOptions, 'confidence'>;

/**
 * Wilson's interval for a share that was counted: the accuracy of one class, or of all samples. It has a width where all samples are right
 * or none is, and holds with few samples.
 *
 * @param hits how many samples are right, 0..samples; a mean over several runs need not be whole
 * @param samples how many there are, above 0
 * @param options the confidence
 * @returns the share and its interval, all in 0..1
 * @throws RangeError or TypeError where an argument cannot be used
 * @see Wilson 1927, Probable Inference, the Law of Succession, and Statistical Inference
 *
 * @example
 * ```ts
 * import { proportionInterval } from 'mbib';
 * const { low, high } = proportionInterval(9, 10);
 * console.log(low.toFixed(3), high.toFixed(3)); // 0.596 0.982
 * ```
 */
export function proportionInterval(
  hits: number,
  samples: number,
  options?: ProportionIntervalOptions,
): Interval {
  const { confidence } = resolveOptions(options, proportionOptions);
  assertFinite('samples', samples);
  if (samples <= 0) reject('samples', 'be above 0', show(samples));
  assertFinite('hits', hits);
  if (hits < 0 || hits > samples) reject('hits', `be in 0..samples (${samples})`, show(hits));
  return wilsonInterval(hits, samples, deviationsBeyond((1 - confidence) / 2));
}

const proportionOptions = { confidence: intervalOptions.confidence } as const;
