import { reject, rejectType, show } from '../../checks';

/**
 * 2³² − 1, the largest whole number of 32 bits: the largest seed of a generator of random numbers.
 *
 * @example
 * ```ts
 * import { largestUint32, MersenneTwister } from 'mbib/jobs';
 *
 * new MersenneTwister(largestUint32);
 * ```
 */
export const largestUint32 = 2 ** 32 - 1;

/** Throws unless `value` is a whole number in 0..2³²−1, as a seed is. */
export function assertUint32(argument: string, value: number): void {
  const requirement = `be a whole number in 0..${largestUint32}`;
  if (typeof value !== 'number') rejectType(argument, requirement, show(value));
  if (!Number.isInteger(value) || value < 0 || value > largestUint32) {
    reject(argument, requirement, show(value));
  }
}
