import { assertObject, assertWholeNumber, wholeNumberFrom } from '../../checks';
import { resolveOptions } from '../../options';
import { randomBits } from '../../random-bits';
import { drawImages } from './draw-images';
import { imagesOfClasses } from './images-of-classes';
import {
  assertRandomState,
  type DrawsState,
  type Sampler,
  type SamplerOptions,
  samplerOptions,
} from './sampler';
import { samplingProbabilities } from './sampling-probabilities';

/** Options of {@link progressiveSampler}. */
export interface ProgressiveSamplerOptions extends SamplerOptions {
  /** Number of epochs of the training, at least 1. */
  epochs: number;
}

/** The state of a progressive sampler. */
export interface ProgressiveSamplerState extends DrawsState {
  /** The epoch, counted from 0. */
  epoch: number;
}

/** A sampler whose probabilities change from epoch to epoch. */
export interface ProgressiveSampler extends Sampler<ProgressiveSamplerState> {
  /**
   * Says which epoch begins. A new sampler is in epoch 0.
   *
   * @param epoch counted from 0, below the number of epochs
   * @throws RangeError | TypeError where it is no such number
   */
  startEpoch(epoch: number): void;
}

const progressiveSamplerOptions = {
  ...samplerOptions,
  epochs: { check: /* @__PURE__ */ wholeNumberFrom(1) },
} as const;

/**
 * Progressively balanced sampling: class k is drawn with the probability `(1 − λ) · n_k / N + λ / K`, where λ goes from 0 in the first epoch
 * to 1 in the last one, then one of its images with replacement. K is the number of classes that have images.
 *
 * @param labels the class id of each image
 * @param options number of epochs, number of classes and seed
 * @throws RangeError where a label or an option does not fit; TypeError where an option is unknown, missing or of another type
 * @see Kang et al. 2020, Decoupling Representation and Classifier for Long-Tailed Recognition, Eq. 2
 *
 * @example
 * ```ts
 * import { progressiveSampler } from 'mbib/baselines';
 * const sampler = progressiveSampler([0, 0, 0, 1], { epochs: 10 });
 * for (let epoch = 0; epoch < 10; epoch++) {
 *   sampler.startEpoch(epoch);
 *   sampler.next(4);
 * }
 * ```
 */
export function progressiveSampler(
  labels: ArrayLike<number>,
  options: ProgressiveSamplerOptions,
): ProgressiveSampler {
  const { epochs, classes, seed } = resolveOptions(options, progressiveSamplerOptions);
  const images = imagesOfClasses(labels, classes);
  const counts = images.map(({ length }) => length);
  const [uniform, balanced] = [samplingProbabilities(counts, 1), samplingProbabilities(counts, 0)];
  let bits = randomBits(seed);
  let epoch = 0;
  const assertEpoch = (argument: string, value: number) => assertWholeNumber(argument, value, 0, epochs);
  return {
    next(count) {
      const share = epochs > 1 ? epoch / (epochs - 1) : 0;
      const probabilities = uniform.map((p, k) => (1 - share) * p + share * balanced[k]!);
      return drawImages(count, images, probabilities, bits);
    },
    startEpoch(next) {
      assertEpoch('epoch', next);
      epoch = next;
    },
    state: () => ({ random: bits.state(), epoch }),
    restore(state) {
      assertObject('state', state, 'the state of a sampler');
      assertRandomState('state.random', state.random);
      assertEpoch('state.epoch', state.epoch);
      bits = randomBits(state.random);
      epoch = state.epoch;
    },
  };
}
