import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import 'mbib/accelerate';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { batchNormGradient } from '../../src/accelerate/gradients/batch-norm-gradient';
import { expectClose } from '../support/close';
import { network, networkGradients } from './network';

describe('mbib/accelerate imported before the wasm backend', { timeout: 60_000 }, () => {
  const warn = vi.spyOn(console, 'warn');
  let kernelsBefore: string[];
  let stockInputGradient: unknown;

  beforeAll(async () => {
    kernelsBefore = tf.getKernelsForBackend('wasm').map(({ kernelName }) => kernelName);
    await import('@tensorflow/tfjs-backend-wasm');
    stockInputGradient = tf.getKernel(tf.Conv2DBackpropInput, 'wasm');
    warn.mockClear();
  });

  it('registers no kernel of a backend that is not there, but its marker', () => {
    expect(kernelsBefore).toEqual(['mbib/accelerate']);
  });

  it('takes its place at setBackend, without a warning, and again at the next if a stock kernel came back', async () => {
    await tf.setBackend('wasm');
    const ours = tf.getKernel(tf.Conv2DBackpropInput, 'wasm');
    expect(ours).not.toBe(stockInputGradient);
    expect(tf.getKernel(tf.Conv2DBackpropFilter, 'wasm')).toBeDefined();
    expect(tf.getGradient(tf.FusedBatchNorm)).toBe(batchNormGradient);
    expect(warn).not.toHaveBeenCalled();

    tf.unregisterKernel(tf.Conv2DBackpropInput, 'wasm');
    tf.registerKernel(stockInputGradient as tf.KernelConfig);
    await tf.setBackend('wasm');
    expect(tf.getKernel(tf.Conv2DBackpropInput, 'wasm')).toBe(ours);
  });

  it('trains a network on wasm with the gradients of the cpu backend', async () => {
    await tf.setBackend('cpu');
    const model = network();
    const expected = networkGradients(model);
    await tf.setBackend('wasm');
    const before = tf.memory();
    const actual = networkGradients(model);
    const after = tf.memory();
    actual.forEach((gradient, i) => {
      expectClose(gradient, expected[i]!, { rtol: 1e-4, atol: 1e-5 });
    });
    expect([after.numTensors, after.numDataBuffers]).toEqual([before.numTensors, before.numDataBuffers]);
  });
});
