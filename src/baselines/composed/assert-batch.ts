import type * as tf from '@tensorflow/tfjs-core';
import { type ClassCounts, reject } from '../../checks';
import { assertLabels } from '../../losses/assert-labels';
import { assertTensor } from '../../losses/assert-tensor';
import { assertPart } from '../../losses/loss-options';
import { assertLengthOfWeights, type ResolvedLossOptions } from './loss-options';

/** The tensors of a loss, each by the name that messages give it. */
type NamedLogits = Readonly<Record<string, tf.Tensor>>;

/**
 * Throws unless the arguments of a loss fit each other: logits float32 `[batch, K]`, all of the same shape; labels of that batch and
 * those classes; counts and class weights for K classes. Computes nothing.
 *
 * @param samplesPerClass counts that have been checked; left out by losses that need none, K is the width of the first logits then
 */
export function assertBatch(
  labels: tf.Tensor,
  logits: NamedLogits,
  options: ResolvedLossOptions,
  samplesPerClass?: ClassCounts,
): void {
  const { rows, classes } = assertSameLogits(logits, samplesPerClass);
  assertLengthOfWeights(options.classWeights, classes);
  assertLabels(labels, rows, classes);
  assertPart(options.whole, rows);
}

/** Throws unless all logits are float32 `[batch, K]`. */
export function assertSameLogits(
  logits: NamedLogits,
  samplesPerClass?: ClassCounts,
): { rows: number; classes: number } {
  let size: { rows: number; classes: number } | undefined;
  for (const [name, tensor] of Object.entries(logits)) {
    assertTensor(name, tensor);
    const { dtype, shape } = tensor;
    size ??= { rows: shape[0] ?? 0, classes: samplesPerClass?.length ?? shape[1] ?? 0 };
    const { rows, classes } = size;
    if (dtype !== 'float32' || shape.length !== 2 || !classes || shape[0] !== rows || shape[1] !== classes) {
      const expected = samplesPerClass ? `${classes}` : `${classes || 'K'}`;
      reject(name, `be float32 [${rows}, ${expected}]`, `${dtype} [${shape}]`);
    }
  }
  return size!;
}
