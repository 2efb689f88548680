import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import 'mbib/accelerate';
import { beforeAll, expect, it } from 'vitest';
import { registered, runKernel, uniform } from '../kernels';

beforeAll(async () => {
  await tf.setBackend('wasm');
});

it.each([
  [1, 2, 'valid', 8],
  [1, [1, 3], 'valid', 4],
  [1, 1, 'valid', 4],
  [1, 2, 'same', 4],
  [1, 2, 'valid', 3],
  [2, 2, 'valid', 4],
  [3, 2, 'same', 4],
] as const)(
  'AvgPoolGrad of windows of %s, strides %s, padding %s, %s channels equals the cpu backend',
  (...form) => {
    const [filterSize, strides, pad, channels] = form;
    const input = uniform([3, 7, 6, channels], 1);
    const [high, wide] = typeof strides === 'number' ? [strides, strides] : strides;
    const cut = pad === 'same' ? 1 : filterSize;
    const out = [Math.floor((7 - cut) / high) + 1, Math.floor((6 - cut) / wide) + 1] as const;
    const dy = uniform([3, ...out, channels], 2);
    const attributes = { filterSize, strides: [high, wide], pad };
    const of = (backend: 'cpu' | 'wasm') =>
      runKernel(backend, registered(tf.AvgPoolGrad, backend), { dy, input }, attributes);
    const [actual, expected] = [of('wasm'), of('cpu')];
    expect(actual.shape).toEqual(expected.shape);
    for (const [i, value] of actual.values.entries()) expect(value).toBeCloseTo(expected.values[i]!, 6);
  },
);
