import * as tf from '@tensorflow/tfjs-core';
import {
  assertClassIds,
  assertObject,
  assertScale,
  assertSeed,
  assertShare,
  isList,
  reject,
  rejectType,
  show,
  sizeFrom,
} from '../../checks';
import { assertLabels } from '../../losses/assert-labels';
import { assertTensor } from '../../losses/assert-tensor';
import { targetsAndSampleWeights } from '../../losses/composed/targets-and-sample-weights';
import { exactLabels } from '../../losses/exact-labels';
import { randomBits, seedOf, shuffle } from '../../random-bits';
import { assertRandomState, type DrawsState } from '../samplers/sampler';
import { symmetricBeta } from './beta-distribution';

/** Options of {@link mixup}. */
export interface MixupOptions {
  /** Number of classes K, at least 1. */
  classes: number;
  /** Both parameters of the beta distribution that λ comes from, in 1e-18..1e18. With 1 λ is uniform. Default 1. */
  alpha?: number;
  /** The seed, a whole number in 0..2³²−1. Default 0. */
  seed?: number;
}

/** Which images are mixed, and how much. */
export interface Mixture {
  /** λ, how much each image keeps of itself, in 0..1; the same for the whole batch. */
  lambda: number;
  /** The place in the batch of the image that each one is mixed with, `[batch]`. */
  partners: Int32Array;
}

/** A batch of mixed images. */
export interface MixedBatch extends Mixture {
  /** `λ · x + (1 − λ) · x of the partner`, in the shape of the images, float32. */
  images: tf.Tensor;
  /** Soft targets `[batch, K]`, for every loss that takes them. */
  labels: tf.Tensor2D;
}

/** Mixes the images of each batch. One that is restored from a state mixes as the saved one would have mixed. */
export interface Mixer {
  /**
   * Mixes a batch.
   *
   * @param images `[batch, …]`
   * @param labels class ids `[batch]` or `[batch, 1]`, or targets `[batch, K]`
   * @throws RangeError | TypeError where the tensors do not fit each other
   */
  mix(images: tf.Tensor, labels: tf.Tensor): MixedBatch;
  /** Draws λ and the partners of a batch, for images that are mixed elsewhere. */
  next(batch: number): Mixture;
  /**
   * How much of the label of each image is that of its own class, for labels that are mixed elsewhere; the rest is that of its partner's.
   *
   * @param labels class ids of the batch
   * @param mixture what {@link Mixer.next} gave for it
   * @returns a share in 0..1 for each image: λ, and with {@link remix} 0 or 1 for some
   * @throws RangeError where an id is none, or the mixture is of another number of images, or none; TypeError where one is of another type
   */
  labelShares(labels: ArrayLike<number>, mixture: Mixture): Float64Array;
  /** What the mixer goes on from, as plain numbers that `JSON.stringify` writes exactly. */
  state(): DrawsState;
  /**
   * Goes on from a state of a mixer with the same options.
   *
   * @throws RangeError | TypeError where it is no such state
   */
  restore(state: DrawsState): void;
}

/** The checks and defaults of {@link MixupOptions}. */
export const mixupOptions = {
  classes: { check: /* @__PURE__ */ sizeFrom(1) },
  alpha: { check: assertScale, default: 1 },
  seed: { check: assertSeed, default: 0 },
} as const;

/** Throws unless this is a mixture of so many images. */
function assertMixture(mixture: Mixture, images: number): void {
  assertObject('mixture', mixture, 'what next gave for the batch');
  const { lambda, partners } = mixture;
  assertShare('mixture.lambda', lambda);
  if (!isList(partners)) rejectType('mixture.partners', 'hold places in the batch', show(partners));
  if (partners.length !== images) {
    reject('mixture.partners', `have the length of labels, ${images}`, `${partners.length}`);
  }
  assertClassIds('mixture.partners', partners, images);
}

/** How the labels of a batch are mixed. */
export interface MixedLabels {
  /** As targets, all `[batch, K]`. */
  mix(own: tf.Tensor2D, other: tf.Tensor2D, lambda: number): tf.Tensor2D;
  /** As the share of the own class of an image, for two class ids. */
  share(own: number, other: number, lambda: number): number;
}

/** Makes a mixer's random numbers others than those of a sampler with the same seed. */
const OF_MIXERS = 0x6d697865;

/** A mixer whose labels are mixed as is said. */
export function mixerOf(
  { classes, alpha, seed }: { classes: number; alpha: number; seed: number },
  mixedLabels: MixedLabels,
): Mixer {
  let bits = randomBits(seedOf(seed, OF_MIXERS));
  const next = (batch: number): Mixture => {
    sizeFrom(0)('batch', batch);
    const lambda = symmetricBeta(alpha, bits);
    const partners = Int32Array.from({ length: batch }, (_, i) => i);
    shuffle(partners, bits);
    return { lambda, partners };
  };
  return {
    next,
    labelShares(labels, mixture) {
      assertClassIds('labels', labels, classes);
      assertMixture(mixture, labels.length);
      const { lambda, partners } = mixture;
      return Float64Array.from(partners, (partner, i) =>
        mixedLabels.share(labels[i]!, labels[partner]!, lambda),
      );
    },
    mix(images, labels) {
      assertTensor('images', images);
      const batch = images.shape[0];
      if (!batch) reject('images', 'be [batch, …] with one image or more', `[${images.shape}]`);
      assertLabels(labels, batch, classes);
      const mixture = next(batch);
      const mixed = tf.tidy(() => {
        const { targets, sampleWeights } = targetsAndSampleWeights(
          exactLabels(labels, classes),
          new Float32Array(classes).fill(1),
        );
        // A class id that is none has no target; its weight is NaN, which has to show.
        const own = tf.add(targets, tf.expandDims(tf.mul(sampleWeights, 0), 1)) as tf.Tensor2D;
        const order = tf.tensor1d(mixture.partners, 'int32');
        const float = tf.cast(images, 'float32');
        const { lambda } = mixture;
        return {
          images: tf.add(tf.mul(float, lambda), tf.mul(tf.gather(float, order), 1 - lambda)),
          labels: mixedLabels.mix(own, tf.gather(own, order), lambda),
        };
      });
      return { ...mixture, ...mixed };
    },
    state: () => ({ random: bits.state() }),
    restore(state) {
      assertObject('state', state, 'the state of a mixer');
      assertRandomState('state.random', state.random);
      bits = randomBits(state.random);
    },
  };
}
