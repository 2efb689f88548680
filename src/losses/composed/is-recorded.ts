import * as tf from '@tensorflow/tfjs-core';

/**
 * Whether tfjs notes operations for a gradient, as inside `tf.grad`, `optimizer.minimize` or `model.fit`. Outside, no gradient of what
 * is computed can be asked for.
 */
export function isRecorded(): boolean {
  return tf.engine().state.gradientDepth > 0;
}
