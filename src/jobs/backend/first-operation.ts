import * as tf from '@tensorflow/tfjs-core';
import { UnavailableError } from '../files/optional-package';

/**
 * Runs one operation on the active backend and reads its result: some start and break on the first one, as native TensorFlow
 * does where its native library is not of the version that it was built for.
 *
 * @param name the backend, for the message
 * @throws UnavailableError where the operation throws or its result is wrong
 */
export async function tryFirstOperation(name: string): Promise<void> {
  let product: ArrayLike<number>;
  try {
    product = await matrixProduct();
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw new UnavailableError(`${name} breaks on its first operation (${reason})`);
  }
  if (product.length !== 2 || product[0] !== 17 || product[1] !== 39) {
    const got = [...Array.from(product)].join(', ');
    throw new UnavailableError(`${name} computes wrongly (17, 39 came out as ${got})`);
  }
}

/** [[1, 2], [3, 4]] · [[5], [6]], which is 17 and 39. */
async function matrixProduct(): Promise<ArrayLike<number>> {
  const product = tf.tidy(() =>
    tf.matMul(
      tf.tensor2d([
        [1, 2],
        [3, 4],
      ]),
      tf.tensor2d([[5], [6]]),
    ),
  );
  try {
    return await product.data();
  } finally {
    product.dispose();
  }
}
