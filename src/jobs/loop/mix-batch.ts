import { type Mixer, mixup, remix } from 'mbib/baselines';
import type { MersenneTwister } from '../data/mersenne-twister';
import { type StepBatch, sizeOf } from './step-batch';

/**
 * How the images of a training step are mixed with each other: not at all, by mixup (Zhang et al. 2018), or by Remix (Chou et al. 2020),
 * which gives a rare class more of the label.
 *
 * @example
 * ```ts
 * import { mixNames } from 'mbib/jobs';
 *
 * console.log(mixNames.join(', ')); // none, mixup, remix
 * ```
 */
export const mixNames = ['none', 'mixup', 'remix'] as const;

/** The name of a way to mix: one of {@link mixNames}. */
export type MixName = (typeof mixNames)[number];

/** How the images of a step are mixed, as plain data. */
export interface Mixing {
  /** The way. Left out, `'none'`. */
  mix?: MixName | undefined;
  /** Both parameters of the beta distribution that an image's share comes from, above 0. Left out, 1: uniform. */
  mixAlpha?: number | undefined;
  /** Of Remix: how many times as frequent a class must be for the rarer one to get the whole label, at least 1. Left out, 3. */
  remixKappa?: number | undefined;
  /** Of Remix: the share of an image, in 0..1, below which its class can lose the label. Left out, 0.5. */
  remixTau?: number | undefined;
}

/**
 * Mixes the images of a batch: each becomes `λ · x + (1 − λ) · x of its partner`, and has the labels of both. λ is one number for
 * the batch. A label whose share Remix makes 0 or 1 is told by both labels being the same, so that mixup and Remix have one form:
 * `λ · loss(labels) + (1 − λ) · loss(mixed.labels)`, for every loss.
 *
 * @param batch it is not changed
 * @param mixing the way
 * @param samplesPerClass images of each class, for Remix; only their ratios matter
 * @param random of the step: the same numbers mix the same
 * @returns another batch, or the same where nothing is mixed
 * @throws RangeError | TypeError where a figure of the way does not fit
 * @see Zhang et al. 2018, mixup; Chou et al. 2020, Remix: Rebalanced Mixup
 *
 * @example
 * ```ts
 * const mixed = mixBatch(batch, { mix: 'remix' }, [500, 50, 5], () => randomStream(seed, 'mixing', step));
 * ```
 */
export function mixBatch(
  batch: StepBatch,
  mixing: Mixing,
  samplesPerClass: readonly number[],
  random: () => MersenneTwister,
): StepBatch {
  if (mixing.mix === undefined || mixing.mix === 'none') return batch;
  const { pixels, imageShape, labels } = batch;
  const mixer = mixerOf(mixing, samplesPerClass, random().nextUint32());
  const mixture = mixer.next(labels.length);
  const { lambda, partners } = mixture;
  const shares = mixer.labelShares(labels, mixture);
  const others = Int32Array.from(partners, (partner) => labels[partner]!);
  return {
    ...batch,
    pixels: mixedPixels(pixels, sizeOf(imageShape), partners, lambda),
    labels: labels.map((label, i) => (shares[i] === 0 ? others[i]! : label)),
    mixed: { labels: others.map((label, i) => (shares[i] === 1 ? labels[i]! : label)), share: lambda },
  };
}

/** The figures of a mixing where nothing is given: those of the library's mixers. */
export const mixDefaults = { mixAlpha: 1, remixKappa: 3, remixTau: 0.5 } as const;

function mixerOf(
  {
    mix,
    mixAlpha = mixDefaults.mixAlpha,
    remixKappa = mixDefaults.remixKappa,
    remixTau = mixDefaults.remixTau,
  }: Mixing,
  samplesPerClass: readonly number[],
  seed: number,
): Mixer {
  if (mix === 'mixup') return mixup({ classes: samplesPerClass.length, alpha: mixAlpha, seed });
  // A class without images is in no batch; its count only has to be one.
  const counts = samplesPerClass.map((count) => Math.max(count, 1));
  return remix(counts, { alpha: mixAlpha, kappa: remixKappa, tau: remixTau, seed });
}

function mixedPixels(pixels: Float32Array, size: number, partners: Int32Array, lambda: number): Float32Array {
  const mixed = new Float32Array(partners.length * size);
  partners.forEach((partner, image) => {
    const [own, other] = [image * size, partner * size];
    for (let i = 0; i < size; i++) {
      mixed[own + i] = lambda * pixels[own + i]! + (1 - lambda) * pixels[other + i]!;
    }
  });
  return mixed;
}
