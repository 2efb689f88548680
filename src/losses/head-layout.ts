import * as tf from '@tensorflow/tfjs-core';

/** How the inputs of a loss hold the logits of its heads. */
export interface HeadLayout {
  /** The logits as `[heads, batch, classes]`. */
  stack(inputs: tf.Tensor[]): tf.Tensor3D;
  /** A gradient of that shape as one gradient for each input. */
  unstack(gradient: tf.Tensor3D): tf.Tensor[];
}

/** One `[batch, classes]` tensor a head. */
export const separateHeads: HeadLayout = {
  stack: (inputs) => tf.stack(inputs) as tf.Tensor3D,
  unstack: (gradient) => tf.unstack(gradient),
};

/** All heads side by side in one tensor `[batch, heads · classes]`. */
export function concatenatedHeads(heads: number): HeadLayout {
  return {
    stack([input]) {
      const [batch, width] = input!.shape as [number, number];
      return tf.transpose(tf.reshape(input!, [batch, heads, width / heads]), [1, 0, 2]) as tf.Tensor3D;
    },
    unstack(gradient) {
      const [, batch, classes] = gradient.shape;
      return [tf.reshape(tf.transpose(gradient, [1, 0, 2]), [batch, heads * classes])];
    },
  };
}
