import * as tf from '@tensorflow/tfjs-core';
import type { LossContext, Method, MethodBatch } from './method';

/**
 * The loss of a batch of a method: of images that are not mixed, the method's; of mixed images
 * `share · loss(labels) + (1 − share) · loss(the other labels)`, both on the same logits. Where the method's loss is a mean that weighs
 * classes, each of the two is one, by its own labels. A term without labels, such as a self-distillation, counts as in a batch that is not
 * mixed: its shares sum to 1.
 *
 * @see Zhang et al. 2018, mixup: Beyond Empirical Risk Minimization, Section 2
 */
export function mixedLoss(loss: Method['loss'], batch: MethodBatch, mixed: LossContext['mixed']): tf.Scalar {
  if (!mixed) return loss(batch);
  const { labels, share, whole } = mixed;
  const [own, other] = [loss(batch), loss({ ...batch, labels, whole })];
  return tf.add(tf.mul(own, share), tf.mul(other, 1 - share));
}
