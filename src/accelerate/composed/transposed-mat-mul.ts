import * as tf from '@tensorflow/tfjs-core';
import type { KernelArguments } from '../kernel-arguments';
import { composeKernels } from './compose-kernels';

/**
 * `BatchMatMul` of two single matrices, one or both of them to be transposed, as in the gradients of dense layers. It writes
 * the transposed matrices and multiplies those: the stock kernel is fast only where none is to be transposed.
 *
 * @returns undefined for batches of several matrices, for other types than float32, and where none is to be transposed.
 */
export function transposedMatMul({
  inputs,
  backend,
  attrs,
}: KernelArguments<'a' | 'b', tf.BatchMatMulAttrs>): tf.TensorInfo | undefined {
  const { a, b } = inputs;
  const { transposeA, transposeB } = attrs;
  const covered = [a, b].every(
    ({ shape, dtype }) =>
      dtype === 'float32' &&
      shape.slice(0, -2).every((size) => size === 1) &&
      shape.slice(-2).every((size) => size > 0),
  );
  if (!covered || !(transposeA || transposeB)) return undefined;
  return composeKernels(backend, (run) => {
    const copy = (x: tf.TensorInfo, transposed: boolean) => {
      const axes = x.shape.map((_, axis) => axis);
      const last = axes.splice(-2);
      return run(tf.Transpose, { x }, { perm: [...axes, ...(transposed ? last.reverse() : last)] });
    };
    // tfjs prepares the second matrix for its product once and keeps the outcome with the matrix's data. Where the same data
    // comes again in another shape, it uses that outcome and aborts. So the second matrix is always a copy with new data.
    const matrices = { a: transposeA ? copy(a, true) : a, b: copy(b, transposeB) };
    return run(tf.BatchMatMul, matrices, { transposeA: false, transposeB: false });
  });
}
