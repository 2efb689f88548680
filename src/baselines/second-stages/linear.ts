import * as tf from '@tensorflow/tfjs-core';
import { batchOperation } from '../composed/batch-operation';

/**
 * `features · kernel + bias` as one operation with a closed-form gradient for kernel and bias. No gradient goes into the features: they
 * come from a body that stays as it is.
 *
 * @param features `[batch, width]`
 */
export function linear(features: tf.Tensor2D, kernel: tf.Tensor, bias?: tf.Tensor): tf.Tensor2D {
  const shape: [number, number] = [features.shape[0], kernel.shape[1]!];
  return batchOperation(bias ? [kernel, bias] : [kernel], shape, ([w, b]) => {
    const product = tf.matMul(features, w as tf.Tensor2D);
    return {
      value: b ? tf.add(product, b) : product,
      saved: [features],
      gradient: (upstream, [x]) => [
        tf.matMul(x as tf.Tensor2D, upstream as tf.Tensor2D, true, false),
        ...(b ? [tf.sum(upstream, 0)] : []),
      ],
    };
  });
}

/** `scores · scales`, a scale for each class, with a closed-form gradient for the scales. */
export function scaled(scores: tf.Tensor2D, scales: tf.Tensor): tf.Tensor2D {
  return batchOperation([scales], scores.shape, ([f]) => ({
    value: tf.mul(scores, f!),
    saved: [scores],
    gradient: (upstream, [x]) => [tf.sum(tf.mul(upstream, x!), 0)],
  })) as tf.Tensor2D;
}
