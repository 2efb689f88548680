import * as tf from '@tensorflow/tfjs-core';

/**
 * Turns the kernel of a grouped convolution into the kernel of ordinary (dense) convolutions that compute the same. Each dense one
 * computes `together` neighbouring groups: it has the kernels of these groups on its diagonal and zeros elsewhere. Gradients
 * flow through it.
 *
 * @param kernel `[kernelHeight, kernelWidth, in/groups, out]` of the grouped convolution
 * @param groups its number of groups
 * @param together how many groups a block has, a divisor of `groups`; all of them by default
 * @returns `[kernelHeight, kernelWidth, together·in/groups, out]`, the blocks side by side along the last axis
 *
 * @example
 * ```ts
 * const y = tf.conv2d(x, blockDiagonalKernel(kernel, 32), 1, 'same');
 * ```
 */
export function blockDiagonalKernel(kernel: tf.Tensor4D, groups: number, together = groups): tf.Tensor4D {
  return tf.tidy(() => {
    const [height, width, ins, outs] = kernel.shape;
    const rows = tf.reshape(kernel, [height * width, 1, ins, outs]);
    // A product that broadcasts, because its gradient is one product and one sum. The gradient of tf.tile is one slice a tile.
    const spread = tf.mul(rows, ownGroup(outs, outs / groups, together));
    return tf.reshape(spread, [height, width, together * ins, outs]);
  });
}

/**
 * The inverse of {@link blockDiagonalKernel} for all groups in one convolution. Numbers off the diagonal are ignored.
 *
 * @param dense `[kernelHeight, kernelWidth, in, out]`
 * @param groups a divisor of `in` and `out`
 * @returns `[kernelHeight, kernelWidth, in/groups, out]`
 *
 * @example
 * ```ts
 * const kernel = diagonalBlocks(blockDiagonalKernel(kernel, 32), 32);
 * ```
 */
export function diagonalBlocks(dense: tf.Tensor4D, groups: number): tf.Tensor4D {
  return tf.tidy(() => {
    const [height, width, ins, outs] = dense.shape;
    const rows = tf.reshape(dense, [height * width, groups, ins / groups, outs]);
    const kernel = tf.sum(tf.mul(rows, ownGroup(outs, outs / groups, groups)), 1);
    return tf.reshape(kernel, [height, width, ins / groups, outs]);
  });
}

/** A mask `[together, 1, outs]`: 1 where an output belongs to the group with this number in its block, else 0. */
function ownGroup(outs: number, outsOfGroup: number, together: number): tf.Tensor3D {
  const mask = new Float32Array(together * outs);
  for (let out = 0; out < outs; out++) mask[(Math.floor(out / outsOfGroup) % together) * outs + out] = 1;
  return tf.tensor3d(mask, [together, 1, outs]);
}
