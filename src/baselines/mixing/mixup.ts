import * as tf from '@tensorflow/tfjs-core';
import { resolveOptions } from '../../options';
import { type Mixer, type MixupOptions, mixerOf, mixupOptions } from './mixer';

/**
 * Mixup: `x = λ · x_a + (1 − λ) · x_b` and `y = λ · y_a + (1 − λ) · y_b`, where b is a permutation of the batch and λ comes from Beta(α, α), one
 * number a batch. The cross entropy of the mixed label is `λ · CE(y_a) + (1 − λ) · CE(y_b)`, without class weights: these weigh
 * the whole loss of a sample by `Σ_k w_k y_k`.
 *
 * @param options number of classes, α and seed
 * @throws RangeError where an option does not fit; TypeError where one is unknown, missing or of another type
 * @see Zhang et al. 2018, mixup: Beyond Empirical Risk Minimization
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { crossEntropyLoss, mixup } from 'mbib/baselines';
 * const mixer = mixup({ classes: 3 });
 * const { images, labels } = mixer.mix(tf.randomNormal([4, 8, 8, 3]), tf.tensor1d([0, 1, 2, 0], 'int32'));
 * crossEntropyLoss(labels, tf.randomNormal([images.shape[0]!, 3])).print();
 * ```
 */
export function mixup(options: MixupOptions): Mixer {
  return mixerOf(resolveOptions(options, mixupOptions), {
    mix: (own, other, lambda) => tf.add(tf.mul(own, lambda), tf.mul(other, 1 - lambda)),
    share: (_own, _other, lambda) => lambda,
  });
}
