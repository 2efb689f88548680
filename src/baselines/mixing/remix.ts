import * as tf from '@tensorflow/tfjs-core';
import { assertClassCounts, assertFinite, assertShare, type ClassCounts, reject, show } from '../../checks';
import { largestOf } from '../../class-counts';
import { resolveOptions } from '../../options';
import { type Mixer, type MixupOptions, mixerOf, mixupOptions } from './mixer';

/** Options of {@link remix}. */
export interface RemixOptions extends Omit<MixupOptions, 'classes'> {
  /** How many times as frequent a class must be for the rarer one to get the whole label, at least 1. Default 3. */
  kappa?: number;
  /** The share of an image, in 0..1, below which its class can lose the label. Default 0.5. */
  tau?: number;
}

const remixOptions = {
  alpha: mixupOptions.alpha,
  seed: mixupOptions.seed,
  kappa: { check: assertRatio, default: 3 },
  tau: { check: assertShare, default: 0.5 },
} as const;

function assertRatio(argument: string, value: number): void {
  assertFinite(argument, value);
  if (value < 1) reject(argument, 'be at least 1', show(value));
}

/**
 * Remix: images as in {@link mixup}; of a frequent and a rare class, the rare one gets the whole label where its share is large enough. With
 * the counts n_a and n_b, the label's λ is 0 where `n_a / n_b ≥ κ` and `λ < τ`, 1 where `n_a / n_b ≤ 1 / κ` and `1 − λ < τ`, else λ.
 * Class weights weigh the whole loss of a sample by `Σ_k w_k y_k`.
 *
 * @param samplesPerClass number of training samples of each class in label order, length K, positive
 * @param options κ, τ, α and seed
 * @throws RangeError where a count or an option does not fit; TypeError where an option is unknown or of another type
 * @see Chou et al. 2020, Remix: Rebalanced Mixup
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { crossEntropyLoss, remix } from 'mbib/baselines';
 * const mixer = remix([100, 10, 1]);
 * const { images, labels } = mixer.mix(tf.randomNormal([4, 8, 8, 3]), tf.tensor1d([0, 1, 2, 0], 'int32'));
 * crossEntropyLoss(labels, tf.randomNormal([images.shape[0]!, 3])).print();
 * ```
 */
export function remix(samplesPerClass: ClassCounts, options?: RemixOptions): Mixer {
  const { kappa, tau, ...rest } = resolveOptions(options, remixOptions);
  assertClassCounts(samplesPerClass);
  const classes = samplesPerClass.length;
  const counts = Float64Array.from(samplesPerClass);
  // By a power of two, which rounds nothing: half floats hold numbers up to 65504.
  const factor = 2 ** (14 - Math.floor(Math.log2(largestOf(samplesPerClass))));
  const relative = Float32Array.from(samplesPerClass, (count) => count * factor);
  return mixerOf(
    { ...rest, classes },
    {
      mix(own, other, lambda) {
        const column = tf.tensor2d(relative, [classes, 1]);
        const [ofOwn, ofOther] = [tf.matMul(own, column), tf.matMul(other, column)];
        // A value is chosen where a condition holds, and the condition counts only where the image's share is small.
        const none = lambda < tau ? tf.greaterEqual(ofOwn, tf.mul(ofOther, kappa)) : undefined;
        const all = 1 - lambda < tau ? tf.greaterEqual(ofOther, tf.mul(ofOwn, kappa)) : undefined;
        const unchanged = tf.fill([own.shape[0], 1], lambda);
        const raised = all ? tf.where(all, 1, unchanged) : unchanged;
        const share = none ? tf.where(none, 0, raised) : raised;
        return tf.add(tf.mul(own, share), tf.mul(other, tf.sub(1, share)));
      },
      share(own, other, lambda) {
        const [ofOwn, ofOther] = [counts[own]!, counts[other]!];
        if (lambda < tau && ofOwn >= kappa * ofOther) return 0;
        return 1 - lambda < tau && ofOther >= kappa * ofOwn ? 1 : lambda;
      },
    },
  );
}
