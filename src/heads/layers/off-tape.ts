import * as tf from '@tensorflow/tfjs-core';

/**
 * Computes tensors that count as constants where a gradient is taken. tfjs records an operation for the gradient (on its tape) where it
 * is in one or more gradients, and then keeps what it was computed from, and computes fused operations in parts. Here it is in
 * none, so memory is freed as in a prediction, and operations are fused.
 */
export function offTape<Result>(compute: () => Result): Result {
  const { state } = tf.engine();
  const depth = state.gradientDepth;
  state.gradientDepth = 0;
  try {
    return compute();
  } finally {
    state.gradientDepth = depth;
  }
}
