import * as tf from '@tensorflow/tfjs-core';
import { rangeOfTensors } from '../../half-floats';

/** Probabilities over the classes, which are the last axis, and their logarithms, in the shape of the logits. */
export interface Softmax<Logits extends tf.Tensor> {
  p: Logits;
  logP: Logits;
}

/**
 * softmax(logits + more) and its logarithm, finite for finite logits of any size. A class with a logit of −∞ has the probability 0, also
 * where all of a row are.
 *
 * Both logarithms in `logP` are computed by the same kernel, so that their difference is exactly 0 where one class has all the
 * probability.
 *
 * @param logits `[…, classes]`
 * @param more what is added to the logits, `[classes]` or of their shape; nothing where it is left out
 */
export function softmax<Logits extends tf.Tensor>(logits: Logits, more?: tf.Tensor): Softmax<Logits> {
  const plus = (x: tf.Tensor) => (more ? tf.add(x, more) : x);
  const [largest, smallest] = rangeOfTensors();
  // Where all are −∞, something finite is taken off, because −∞ less −∞ would be NaN, and the sum is not 0.
  const shift = tf.maximum(tf.max(plus(logits), -1, true), -largest);
  // `more` is added to the differences of the logits and not to the logits, which may be so large that it would be rounded away.
  const shifted = plus(tf.sub(logits, shift));
  const exponentials = tf.exp(shifted);
  const total = tf.maximum(tf.sum(exponentials, -1, true), smallest);
  return { p: tf.div(exponentials, total), logP: tf.sub(shifted, tf.log(total)) as Logits };
}
