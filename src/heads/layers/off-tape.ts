import * as tf from '@tensorflow/tfjs-core';

/**
 * Computes tensors that count as constants where a gradient is taken. While tfjs takes one it records every operation (on a tape),
 * keeps what each was computed from, and does not fuse operations. Inside this function it does none of that: memory is freed
 * as in a prediction.
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
