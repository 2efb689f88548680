import { MersenneTwister } from './mersenne-twister';

const streams = { order: 1, augmentation: 2, initialiser: 3 } as const;

/** What a stream of random numbers is for; two purposes never share one. */
export type RandomPurpose = keyof typeof streams;

/**
 * One generator of a purpose. It depends on nothing but its arguments, so that a resumed run draws what
 * an uninterrupted one draws and a checkpoint holds no generator.
 *
 * @param seed the run's seed, a whole number in 0..2³²−1
 * @param purpose what the numbers are for
 * @param index which one, a whole number in 0..2³²−1: the epoch of an order, the step of an augmentation; 0 for what
 *   happens once a run
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
