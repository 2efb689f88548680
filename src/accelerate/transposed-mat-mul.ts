import * as tf from '@tensorflow/tfjs-core';
import { composeKernels, type KernelArguments } from './compose';

/**
 * `BatchMatMul` of single matrices with transposed ones among them (the gradients of dense layers), by transposing them
 * first: the stock backend has a fast kernel for the product of matrices as they are only.
 *
 * @returns undefined for other products.
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
    // tfjs keeps what it prepares for a second matrix under its data, and takes it for another shape of the same data,
    // with an abort: so it gets data of its own.
    const matrices = { a: transposeA ? copy(a, true) : a, b: copy(b, transposeB) };
    return run(tf.BatchMatMul, matrices, { transposeA: false, transposeB: false });
  });
}
