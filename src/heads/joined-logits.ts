import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

/**
 * The logits of all heads side by side, `[batch, heads · classes]`. Its shape is declared `[null, null]`, so that `fit`
 * accepts labels `[batch, 1]` and targets `[batch, classes]` alike.
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
