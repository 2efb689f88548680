import * as tf from '@tensorflow/tfjs-core';

/**
 * Whether tensors are kept as half floats, as by the webgl backend on many phones. Their largest number is 65504, and whole numbers are
 * exact up to 2048. TensorFlow.js's own `floatPrecision()` does not tell.
 */
export function hasHalfFloats(): boolean {
  return 'runWebGLProgram' in tf.backend() && !tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED');
}

/** The largest number that a tensor can hold, and the smallest above 0 that it holds with all digits. */
export function rangeOfTensors(): [largest: number, smallest: number] {
  return hasHalfFloats() ? [65504, 2 ** -14] : [3.4028234663852886e38, 2 ** -126];
}
