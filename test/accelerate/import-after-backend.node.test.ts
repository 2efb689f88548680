import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { expectClose } from '../support/close';
import { network, networkGradients } from './network';

describe('mbib/accelerate imported when the wasm backend is already in use', { timeout: 60_000 }, () => {
  const warn = vi.spyOn(console, 'warn');

  beforeAll(async () => {
    await tf.setBackend('wasm');
    const model = network();
    expect(() => networkGradients(model)).toThrow('Kernel');
    warn.mockClear();
    await import('mbib/accelerate');
  });

  it('registers without a warning', () => {
    expect(warn).not.toHaveBeenCalled();
  });

  it('trains a network on wasm with the gradients of the cpu backend, without another setBackend', async () => {
    const model = network();
    const actual = networkGradients(model);
    await tf.setBackend('cpu');
    const expected = networkGradients(model);
    actual.forEach((gradient, i) => {
      expectClose(gradient, expected[i]!, { rtol: 1e-4, atol: 1e-5 });
    });
  });
});
