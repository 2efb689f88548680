import type * as tf from '@tensorflow/tfjs-core';
import { assertClassCounts, type ClassCounts, reject } from '../checks';

/** Throws unless `logits` is a float32 tensor `[batch, K]` and `samplesPerClass` holds K usable counts. Computes nothing. */
export function assertLogits(
  name: string,
  logits: tf.Tensor,
  samplesPerClass: ClassCounts,
  batch = logits?.shape?.[0],
): asserts logits is tf.Tensor2D {
  assertClassCounts(samplesPerClass);
  const classes = samplesPerClass.length;
  const { dtype, shape = [] } = logits ?? {};
  if (dtype !== 'float32' || shape.length !== 2 || shape[0] !== batch || shape[1] !== classes) {
    reject(name, `be float32 [${batch}, ${classes}], for ${classes} samplesPerClass`, `${dtype} [${shape}]`);
  }
}
