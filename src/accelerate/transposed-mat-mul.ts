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
    ({ shape, dtype }) => dtype === 'float32' && shape.slice(0, -2).every((size) => size === 1),
  );
  if (!covered || !(transposeA || transposeB)) return undefined;
  return composeKernels(backend, (run) => {
    const transpose = (x: tf.TensorInfo) => {
      const axes = x.shape.map((_, axis) => axis);
      return run(tf.Transpose, { x }, { perm: [...axes.slice(0, -2), ...axes.slice(-2).reverse()] });
    };
    const matrices = { a: transposeA ? transpose(a) : a, b: transposeB ? transpose(b) : b };
    return run(tf.BatchMatMul, matrices, { transposeA: false, transposeB: false });
  });
}
