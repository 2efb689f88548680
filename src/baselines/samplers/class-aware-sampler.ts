import { assertObject, sizeFrom, wholeNumberFrom } from '../../checks';
import { resolveOptions } from '../../options';
import { randomBits, seedOf, shuffle } from '../../random-bits';
import { imagesOfClasses } from './images-of-classes';
import { type Sampler, type SamplerOptions, samplerOptions } from './sampler';

/** Options of {@link classAwareSampler}. */
export interface ClassAwareSamplerOptions extends SamplerOptions {
  /** How many images of a class are drawn one after another, at least 1. Default 4. */
  inARow?: number;
}

/** The state of a class-aware sampler: all else follows from it and the seed. */
export interface ClassAwareSamplerState {
  /** How many images have been drawn. */
  drawn: number;
}

const classAwareSamplerOptions = {
  ...samplerOptions,
  inARow: { check: /* @__PURE__ */ wholeNumberFrom(1), default: 4 },
} as const;

/**
 * Class-aware sampling: goes through the classes in shuffled order and draws `inARow` images of each, then through them in another order.
 * The images of a class come in shuffled order, too, and in another one when all have been drawn. Classes without images are left out.
 * An epoch of the original is as many images as there are classes times those of the largest one; its trainers stop after ⌊N/B⌋ steps.
 *
 * @param labels the class id of each image
 * @param options images in a row, number of classes and seed
 * @throws RangeError where a label or an option does not fit; TypeError where an option is unknown or of another type
 * @see Shen et al. 2016, Relay Backpropagation for Effective Learning of Deep Convolutional Neural Networks, as in the code of Kang et al.
 * 2020, with 4 in a row
 *
 * @example
 * ```ts
 * import { classAwareSampler } from 'mbib/baselines';
 * const sampler = classAwareSampler([0, 0, 0, 1], { inARow: 2 });
 * sampler.next(4); // two images of each class
 * ```
 */
export function classAwareSampler(
  labels: ArrayLike<number>,
  options?: ClassAwareSamplerOptions,
): Sampler<ClassAwareSamplerState> {
  const { inARow, classes, seed } = resolveOptions(options, classAwareSamplerOptions);
  const images = imagesOfClasses(labels, classes);
  const round = images.length * inARow;
  const order = shuffledRounds(Int32Array.from(images.keys()), (i) => seedOf(seed, 0, i));
  const own = images.map((list, k) => shuffledRounds(list, (i) => seedOf(seed, k + 1, i)));
  let drawn = 0;
  return {
    next(count) {
      sizeFrom(0)('count', count);
      return Int32Array.from({ length: count }, () => {
        const rounds = Math.floor(drawn / round);
        const inRound = drawn % round;
        drawn++;
        const k = order(rounds * images.length + Math.floor(inRound / inARow));
        return own[k]!(rounds * inARow + (inRound % inARow));
      });
    },
    state: () => ({ drawn }),
    restore(state) {
      assertObject('state', state, 'the state of a sampler');
      wholeNumberFrom(0)('state.drawn', state.drawn);
      drawn = state.drawn;
    },
  };
}

/** A list that repeats without end, each time in another order; what it has at a place depends on the seeds only. */
function shuffledRounds(list: Int32Array, seedOfRound: (round: number) => number): (place: number) => number {
  let shuffled = list;
  let shuffledFor = -1;
  return (place) => {
    const round = Math.floor(place / list.length);
    if (round !== shuffledFor) {
      shuffled = list.slice();
      shuffle(shuffled, randomBits(seedOfRound(round)));
      shuffledFor = round;
    }
    return shuffled[place % list.length]!;
  };
}
