import { assertSeed, isList, reject, rejectType, show, sizeFrom } from '../../checks';
import type { RandomState } from '../../random-bits';

/** Draws images for the batches of a training. A sampler that is restored from a state draws what the saved one would have drawn. */
export interface Sampler<State = DrawsState> {
  /**
   * Draws the next images.
   *
   * @param count how many, at least 0
   * @returns their indices, places in the labels
   * @throws RangeError | TypeError where `count` is no such number
   */
  next(count: number): Int32Array;
  /** What the sampler goes on from, as plain numbers that `JSON.stringify` writes exactly. */
  state(): State;
  /**
   * Goes on from a state of a sampler with the same labels and options.
   *
   * @throws RangeError | TypeError where it is no such state
   */
  restore(state: State): void;
}

/** The state of what goes on from a generator of random numbers alone: samplers that draw with replacement, and mixers. */
export interface DrawsState {
  /** The words of the generator of random numbers. */
  random: RandomState;
}

/** What every sampler can be given. */
export interface SamplerOptions {
  /** Number of classes K; classes without an image are never drawn. Default: the largest class id and 1. Below 2²⁴. */
  classes?: number;
  /** The seed, a whole number in 0..2³²−1. Default 0. */
  seed?: number;
}

/** The checks and defaults of {@link SamplerOptions}. */
export const samplerOptions = {
  classes: { check: /* @__PURE__ */ sizeFrom(1), default: undefined },
  seed: { check: assertSeed, default: 0 },
} as const;

/** Throws unless these are the four words of a generator. */
export function assertRandomState(argument: string, words: RandomState): void {
  if (!isList(words)) rejectType(argument, 'hold four words of a generator', show(words));
  if (words.length !== 4) reject(argument, 'hold four words of a generator', show(words));
  for (let i = 0; i < 4; i++) assertSeed(`${argument}[${i}]`, words[i]!);
  // From four zeros a generator gives 0 for ever.
  if (words.every((word) => word === 0)) reject(argument, 'hold a word that is not 0', show(words));
}
