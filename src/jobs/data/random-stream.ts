import { MersenneTwister } from './mersenne-twister';

const streams = { order: 1, augmentation: 2, initialiser: 3, split: 4, sampling: 5, mixing: 6 } as const;

/** What random numbers are used for. Two purposes never get the same numbers. */
export type RandomPurpose = keyof typeof streams;

/**
 * A generator of random numbers for one purpose. It depends on its arguments only: a run that is resumed makes the generator of its
 * epoch or step again and gets the numbers that it would have got without the interruption, with nothing to save.
 *
 * @param seed the run's seed, a whole number in 0..2³²−1
 * @param purpose what the numbers are for
 * @param index a number in 0..2³²−1 that tells generators of one purpose apart: the epoch for an order, the step for an
 *   augmentation, 0 for what happens once in a run
 * @throws RangeError where `seed` or `index` is not such a number
 *
 * @example
 * ```ts
 * randomStream(0, 'augmentation', 3).random();
 * ```
 */
export function randomStream(seed: number, purpose: RandomPurpose, index = 0): MersenneTwister {
  return new MersenneTwister([seed, streams[purpose], index]);
}
