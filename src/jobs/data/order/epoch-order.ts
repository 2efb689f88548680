import {
  classAwareSampler,
  powerSampler,
  progressiveSampler,
  type Sampler,
  type SamplerOptions,
} from 'mbib/baselines';
import { rejectType, show } from '../../../checks';
import { randomStream } from '../random-stream';
import { batchOrder } from './batch-order';
import { inBatches } from './in-batches';

/**
 * How the images of an epoch are chosen. `uniform`: every image once, in shuffled order. The others draw as many images with their own
 * probabilities, so that some come more than once and others not at all: `square-root` a class with n images in proportion to √n,
 * `balanced` every class alike, `progressive` from uniform in the first epoch to balanced in the last one, `class-aware` goes through the
 * classes and takes some images of each in a row, `reverse` a class in proportion to 1/n.
 *
 * @example
 * ```ts
 * import { samplerNames } from 'mbib/jobs';
 *
 * console.log(samplerNames.join(', ')); // uniform, square-root, balanced, progressive, class-aware, reverse
 * ```
 */
export const samplerNames = [
  'uniform',
  'square-root',
  'balanced',
  'progressive',
  'class-aware',
  'reverse',
] as const;

/** The name of a sampler: one of {@link samplerNames}. */
export type SamplerName = (typeof samplerNames)[number];

/** How the images of an epoch are chosen, as plain data. */
export interface Sampling {
  /** The sampler. Left out, `'uniform'`. */
  sampler?: SamplerName | undefined;
  /** Images of a class that `class-aware` draws one after another, at least 1. Left out, 4. */
  inARow?: number | undefined;
}

/** Which epoch of which training it is. */
export interface EpochPlace {
  /** Samples in a batch, at least 1. */
  batchSize: number;
  /** The run's seed, a whole number in 0..2³²−1. */
  seed: number;
  /** Number of the epoch, counted from 0. */
  epoch: number;
  /** Number of epochs of the training, which `progressive` needs. */
  epochs?: number | undefined;
}

/**
 * The images of an epoch, in batches. It has as many as there are images, whatever the sampler, and depends on the arguments only: a run
 * that is resumed gets the order again that it would have had.
 *
 * @param labels the class id of each image
 * @param sampling the sampler
 * @param place seed, epoch and batch size
 * @returns the images of each batch; the last batch may have fewer than `batchSize`
 * @throws RangeError | TypeError where an argument does not fit, or `progressive` is not told the number of epochs
 *
 * @example
 * ```ts
 * const place = { batchSize: 128, seed: 0, epoch: 3 };
 * epochOrder(train.labels, { sampler: 'class-aware', inARow: 4 }, place).length; // as many steps as with `uniform`
 * ```
 */
export function epochOrder(
  labels: Int32Array,
  sampling: Sampling,
  { batchSize, seed, epoch, epochs }: EpochPlace,
): Int32Array[] {
  const { sampler = 'uniform', inARow } = sampling;
  if (sampler === 'uniform') return batchOrder(labels.length, batchSize, seed, epoch);
  const options = { seed: randomStream(seed, 'sampling', epoch).nextUint32() };
  const drawn = samplerOf(sampler, labels, options, { inARow, epoch, epochs }).next(labels.length);
  return inBatches(drawn, batchSize);
}

/** The exponents of the samplers that draw a class in proportion to a power of its number of images. */
const exponents = { 'square-root': 0.5, balanced: 0, reverse: -1 } as const;

function samplerOf(
  name: Exclude<SamplerName, 'uniform'>,
  labels: Int32Array,
  options: SamplerOptions,
  { inARow, epoch, epochs }: Pick<Sampling, 'inARow'> & Pick<EpochPlace, 'epoch' | 'epochs'>,
): Pick<Sampler, 'next'> {
  if (name === 'class-aware') {
    return classAwareSampler(labels, { ...options, ...(inARow !== undefined && { inARow }) });
  }
  if (name !== 'progressive') return powerSampler(labels, { ...options, q: exponents[name] });
  if (epochs === undefined) {
    rejectType('epochs', 'be given for the sampler progressive, which goes by it', show(epochs));
  }
  const sampler = progressiveSampler(labels, { ...options, epochs });
  sampler.startEpoch(epoch);
  return sampler;
}
