import type * as tf from '@tensorflow/tfjs-core';
import { assertClassCounts, type ClassCounts } from '../class-counts';

/** Throws unless `logits` has shape `[batch, K]`, with K counts in `samplesPerClass`. Runs no kernel. */
export function assertLogits(
  name: string,
  logits: tf.Tensor,
  samplesPerClass: ClassCounts,
  batch = logits?.shape?.[0],
): asserts logits is tf.Tensor2D {
  assertClassCounts(samplesPerClass);
  if (logits?.shape === undefined) throw new TypeError(`${name} must be a tensor, got ${logits}`);
  if (logits.rank !== 2 || logits.shape[0] !== batch || logits.shape[1] !== samplesPerClass.length) {
    throw new RangeError(
      `${name} must have shape [${batch ?? 'batch'}, ${samplesPerClass.length}] ` +
        `(samplesPerClass has ${samplesPerClass.length} classes), got [${logits.shape}]`,
    );
  }
  if (logits.dtype !== 'float32') throw new TypeError(`${name} must be float32, got ${logits.dtype}`);
}
