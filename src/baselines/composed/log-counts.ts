import * as tf from '@tensorflow/tfjs-core';
import type { ClassCounts } from '../../checks';
import { largestOf } from '../../class-counts';

/** The logarithms of the counts relative to the largest, times a factor, `[classes]`: a softmax does not see the difference. */
export function logCounts(samplesPerClass: ClassCounts, factor = 1): tf.Tensor1D {
  const largest = largestOf(samplesPerClass);
  return tf.tensor1d(Float32Array.from(samplesPerClass, (count) => factor * Math.log(count / largest)));
}

/** The classes' shares of the training samples, which sum to 1. */
export function priorsOf(samplesPerClass: ClassCounts): number[] {
  // Divided by the largest first, so that the sum of large counts does not overflow.
  const largest = largestOf(samplesPerClass);
  const relative = Array.from(samplesPerClass, (count) => count / largest);
  const sum = relative.reduce((a, b) => a + b);
  return relative.map((count) => count / sum);
}
