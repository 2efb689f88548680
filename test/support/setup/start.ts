import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';

/**
 * Makes a registered backend the active one. Importing tfjs-layers has registered the gradients, in Node and in
 * browsers alike.
 */
export async function startBackend(name: string): Promise<void> {
  if (!(await tf.setBackend(name))) throw new Error(`the backend '${name}' did not start`);
  await tf.ready();
}
