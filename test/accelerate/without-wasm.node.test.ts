import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../support/close';
import { network, networkGradients } from './network';

describe('mbib/accelerate without the wasm backend', { timeout: 60_000 }, () => {
  it('leaves the gradients of another backend what they were', async () => {
    await tf.setBackend('cpu');
    const model = network();
    const stock = networkGradients(model);
    const kernels = tf.getKernelsForBackend('cpu').length;
    await import('mbib/accelerate');
    networkGradients(model).forEach((gradient, i) => {
      expectClose(gradient, stock[i]!, { rtol: 1e-5, atol: 1e-6 });
    });
    expect(tf.getKernelsForBackend('cpu')).toHaveLength(kernels + 1);
    await tf.setBackend('cpu');
  });
});
