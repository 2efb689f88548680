import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

/**
 * A layer that puts the logits of all heads side by side, `[batch, heads · classes]`. It declares its output as `[null, null]`:
 * `fit` compares the labels with that shape, and so accepts class ids `[batch, 1]` as well as targets `[batch, classes]`.
 */
export class JoinedLogits extends tfl.layers.Layer {
  static className = 'JoinedLogits';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.concat([inputs].flat(), 1);
  }

  override computeOutputShape(): tfl.Shape {
    return [null, null];
  }
}
