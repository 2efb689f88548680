import * as tf from '@tensorflow/tfjs-core';
import type { KernelArguments } from '../kernel-arguments';
import { composeKernels, zeros } from './compose-kernels';

/**
 * `BatchMatMul` where the stock kernel is slow or wrong.
 *
 * Two single matrices, one or both of them to be transposed, as in the gradients of dense layers: it writes the transposed
 * matrices and multiplies those, since the stock kernel is fast only where none is to be transposed. Matrices whose product
 * is a sum of no terms, `[rows, 0] · [0, columns]`: it gives zeros, where the stock kernel gives what lay in memory.
 *
 * @returns undefined for other products and for other types than float32.
 */
export function transposedMatMul({
  inputs,
  backend,
  attrs,
}: KernelArguments<'a' | 'b', tf.BatchMatMulAttrs>): tf.TensorInfo | undefined {
  const { a, b } = inputs;
  const { transposeA, transposeB } = attrs;
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  if (a.shape.at(transposeA ? -2 : -1) === 0) {
    const batch = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    const size = [a.shape.at(transposeA ? -1 : -2)!, b.shape.at(transposeB ? -2 : -1)!];
    return composeKernels(backend, (run) => zeros(run, [...batch, ...size]));
  }
  const covered = [a, b].every(
    ({ shape }) =>
      shape.slice(0, -2).every((size) => size === 1) && shape.slice(-2).every((size) => size > 0),
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
