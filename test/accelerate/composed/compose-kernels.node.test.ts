import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { composeKernels } from '../../../src/accelerate/composed/compose-kernels';

beforeAll(async () => {
  await tf.setBackend('wasm');
});

const onesAttributes = { shape: [2], value: 1, dtype: 'float32' };

describe('composeKernels', () => {
  it('frees every output but the result, also one that shares its data', () => {
    const backend = tf.backend() as tf.KernelBackend;
    const before = backend.numDataIds();
    const result = composeKernels(backend, (run) => {
      const ones = run(tf.Fill, {}, onesAttributes);
      run(tf.Add, { a: ones, b: ones });
      return run(tf.Reshape, { x: ones }, { shape: [1, 2] });
    });
    expect(backend.numDataIds()).toBe(before + 1);
    expect(backend.readSync(result.dataId)).toEqual(Float32Array.of(1, 1));
    backend.disposeData(result.dataId);
    expect(backend.numDataIds()).toBe(before);
  });

  it('frees all when it fails, and names a kernel that is missing', () => {
    const backend = tf.backend() as tf.KernelBackend;
    const before = backend.numDataIds();
    const failing = () =>
      composeKernels(backend, (run) => run('NoSuchKernel', { x: run(tf.Fill, {}, onesAttributes) }));
    expect(failing).toThrow(/'NoSuchKernel'.*not registered.*tfjs-backend-wasm/);
    expect(backend.numDataIds()).toBe(before);
  });
});
