import { assertFinite, assertObject } from '../../checks';
import { resolveOptions } from '../../options';
import { randomBits } from '../../random-bits';
import { drawImages } from './draw-images';
import { imagesOfClasses } from './images-of-classes';
import { assertRandomState, type Sampler, type SamplerOptions, samplerOptions } from './sampler';
import { samplingProbabilities } from './sampling-probabilities';

/** Options of {@link powerSampler}. */
export interface PowerSamplerOptions extends SamplerOptions {
  /** The exponent: 1 uniform over the images, 0.5 square root, 0 balanced over the classes, −1 reverse. Default 0. */
  q?: number;
}

const powerSamplerOptions = { ...samplerOptions, q: { check: assertFinite, default: 0 } } as const;

/**
 * Draws images with replacement: a class with the probability `n_k^q / Σ_j n_j^q` ({@link samplingProbabilities}), then one of its images.
 *
 * @param labels the class id of each image
 * @param options the exponent, number of classes and seed
 * @throws RangeError where a label or an option does not fit; TypeError where an option is unknown or of another type
 * @see Kang et al. 2020, Decoupling Representation and Classifier for Long-Tailed Recognition, Eq. 1
 *
 * @example
 * ```ts
 * import { powerSampler } from 'mbib/baselines';
 * const sampler = powerSampler([0, 0, 0, 0, 1], { q: 0.5 });
 * sampler.next(8); // indices of images; class 1 is a third of many
 * ```
 */
export function powerSampler(labels: ArrayLike<number>, options?: PowerSamplerOptions): Sampler {
  const { q, classes, seed } = resolveOptions(options, powerSamplerOptions);
  const images = imagesOfClasses(labels, classes);
  const probabilities = samplingProbabilities(
    images.map(({ length }) => length),
    q,
  );
  let bits = randomBits(seed);
  return {
    next: (count) => drawImages(count, images, probabilities, bits),
    state: () => ({ random: bits.state() }),
    restore(state) {
      assertObject('state', state, 'the state of a sampler');
      assertRandomState('state.random', state.random);
      bits = randomBits(state.random);
    },
  };
}

/**
 * BBN's reverse sampler: a class with a probability inverse to its number of images, then one of its images. It is {@link powerSampler}
 * with q = −1.
 *
 * @param labels the class id of each image
 * @param options number of classes and seed
 * @throws RangeError where a label or an option does not fit; TypeError where an option is unknown or of another type
 * @see Zhou et al. 2020, BBN: Bilateral-Branch Network with Cumulative Learning for Long-Tailed Visual Recognition
 *
 * @example
 * ```ts
 * import { reverseSampler } from 'mbib/baselines';
 * reverseSampler([0, 0, 0, 1], { seed: 1 }).next(8); // class 1 is three quarters of many
 * ```
 */
export function reverseSampler(labels: ArrayLike<number>, options?: SamplerOptions): Sampler {
  return powerSampler(labels, { ...resolveOptions(options, samplerOptions), q: -1 } as PowerSamplerOptions);
}
