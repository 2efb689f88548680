import * as tf from '@tensorflow/tfjs-core';
import { rangeOfTensors } from '../../half-floats';

/** Probabilities over the classes, `[batch, classes]` each. */
export interface PreciseSoftmax {
  p: tf.Tensor2D;
  /** `log p`, with all its digits where p is near 1. */
  logP: tf.Tensor2D;
  /** `1 − p`, likewise. */
  rest: tf.Tensor2D;
}

/**
 * softmax(logits + shift), with `log p` and `1 − p` exact also for a class that has nearly all the probability: both come from the sum of
 * the other classes, where `log(p)` and `1 − p` of a rounded p would have no digits left. A class with a logit of −∞ has the probability 0.
 *
 * @param logits `[batch, classes]`
 * @param shift what is added to the logits, `[classes]` or `[batch, classes]`
 */
export function preciseSoftmax(logits: tf.Tensor2D, shift?: tf.Tensor): PreciseSoftmax {
  const [largest, smallest] = rangeOfTensors();
  // Where all are −∞, something finite is taken off, because −∞ less −∞ would be NaN.
  const reduced = (x: tf.Tensor) => tf.sub(x, tf.maximum(tf.max(x, 1, true), -largest));
  const plain = shift ? tf.add(logits, shift) : logits;
  // The shift is added to differences of the logits, which may be so large that it would be rounded away.
  const shifted = shift
    ? reduced(tf.add(tf.sub(logits, tf.maximum(tf.max(plain, 1, true), -largest)), shift))
    : reduced(logits);
  const exponentials = tf.exp(shifted);
  const isGreatest = tf.equal(shifted, 0);
  const greatest = tf.sum(tf.cast(isGreatest, 'float32'), 1, true);
  const others = tf.sum(tf.where(isGreatest, 0, exponentials), 1, true);
  const beyondOne = tf.add(others, tf.sub(greatest, 1));
  const total = tf.maximum(tf.add(beyondOne, 1), smallest);
  const p = tf.div(exponentials, total);
  return {
    p: p as tf.Tensor2D,
    logP: tf.sub(shifted, logOf(beyondOne, total)) as tf.Tensor2D,
    rest: tf.where(isGreatest, tf.div(beyondOne, total), tf.sub(1, p)) as tf.Tensor2D,
  };
}

/** `log(1 + x)`, with all its digits where x is near 0: GPUs add first. */
export function preciseLog1p(x: tf.Tensor): tf.Tensor {
  return logOf(x, tf.add(x, 1));
}

/** `log(onePlus)`, where that is 1 + x; near 0 the first terms of the series in x. */
function logOf(x: tf.Tensor, onePlus: tf.Tensor): tf.Tensor {
  const small = tf.clipByValue(x, -NEAR, NEAR);
  let series: tf.Tensor = tf.fill([1, 1], 1 / 5);
  for (const n of [4, 3, 2, 1]) series = tf.sub(1 / n, tf.mul(small, series));
  return tf.where(tf.less(tf.abs(x), NEAR), tf.mul(small, series), tf.log(onePlus));
}

/** Below it the sixth power is beyond the digits of a float32. */
const NEAR = 0.02;
