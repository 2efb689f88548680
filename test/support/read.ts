import * as tf from '@tensorflow/tfjs-core';

/** The values of the tensors that `compute` gives, read the way that every backend allows; no tensor stays behind. */
export async function read(compute: () => readonly tf.Tensor[]): Promise<number[][]> {
  const tensors = tf.tidy(() => [...compute()]);
  const values = await Promise.all(tensors.map((tensor) => tensor.data()));
  tf.dispose(tensors);
  return values.map((numbers) => Array.from(numbers));
}
