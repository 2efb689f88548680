import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import { expectClose } from '../support/close';
import { network, networkGradients } from './network';

describe('mbib/accelerate loaded twice, as by an import and a require', { timeout: 60_000 }, () => {
  it('trains as if loaded once, without a warning', async () => {
    await tf.setBackend('cpu');
    const model = network();
    const expected = networkGradients(model);
    await tf.setBackend('wasm');
    const warn = vi.spyOn(console, 'warn');
    await import('mbib/accelerate');
    const first = tf.getKernel(tf.Conv2D, 'wasm');
    vi.resetModules();
    await import('mbib/accelerate');
    expect(tf.getKernel(tf.Conv2D, 'wasm')).not.toBe(first);
    for (const backend of ['wasm', 'cpu', 'wasm']) {
      await tf.setBackend(backend);
      const before = tf.memory();
      networkGradients(model).forEach((gradient, i) => {
        expectClose(gradient, expected[i]!, { rtol: 1e-4, atol: 1e-5 });
      });
      const { numTensors, numDataBuffers } = tf.memory();
      expect([numTensors, numDataBuffers]).toEqual([before.numTensors, before.numDataBuffers]);
    }
    expect(warn).not.toHaveBeenCalled();
  });
});
