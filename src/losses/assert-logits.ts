import type * as tf from '@tensorflow/tfjs-core';
import { assertClassCounts, type ClassCounts, reject } from '../checks';
import { assertTensor } from './assert-tensor';

/** Throws unless `logits` is a float32 tensor `[batch, K]` and `samplesPerClass` holds K usable counts. Computes nothing. */
export function assertLogits(
  name: string,
  logits: tf.Tensor,
  samplesPerClass: ClassCounts,
  batch?: number,
): asserts logits is tf.Tensor2D {
  assertClassCounts(samplesPerClass);
  assertTensor(name, logits);
  const classes = samplesPerClass.length;
  const { dtype, shape } = logits;
  const rows = batch ?? shape[0] ?? 0;
  if (dtype !== 'float32' || shape.length !== 2 || shape[0] !== rows || shape[1] !== classes) {
    reject(name, `be float32 [${rows}, ${classes}], for ${classes} samplesPerClass`, `${dtype} [${shape}]`);
  }
}
