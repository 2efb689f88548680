import * as tf from '@tensorflow/tfjs-core';

/**
 * Whether tensors are kept as half floats, as by the webgl backend on many phones. Their largest number is 65504, and whole numbers are
 * exact up to 2048.
 */
export function hasHalfFloats(): boolean {
  return 'runWebGLProgram' in tf.backend() && !tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED');
}
