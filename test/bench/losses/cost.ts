import * as tf from '@tensorflow/tfjs-core';
import type { LossAndGradients } from './contestants';

/** What a loss with its gradients costs besides time. */
export interface Cost {
  /** What `tf.profile` lists: kernels, and operations with a gradient of their own, which call some or none. */
  kernels: number;
  /**
   * Bytes of tensors at the peak, less those that were there before. The gradients are among them. Tensors which share
   * their data count each, and what a kernel has and frees inside counts not at all.
   */
  tensorBytes: number;
}

/** Runs it once under `tf.profile`. */
export async function costOf(lossAndGradients: LossAndGradients): Promise<Cost> {
  const before = tf.memory().numBytes;
  const { kernels, peakBytes, newBytes, result } = await tf.profile(
    lossAndGradients as unknown as () => tf.TensorContainer,
  );
  tf.dispose(result);
  // The peak is taken behind each kernel; tensors can also be made of arrays when the last one is done.
  return { kernels: kernels.length, tensorBytes: Math.max(peakBytes - before, newBytes) };
}
