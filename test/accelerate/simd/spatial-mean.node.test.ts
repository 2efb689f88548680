import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import 'mbib/accelerate';
import { beforeAll, expect, it } from 'vitest';
import { expectEqual, registered, runKernel, uniform, type Values } from '../kernels';

beforeAll(async () => {
  await tf.setBackend('wasm');
});

const size = fc.integer({ min: 1, max: 9 });
const axes = fc.constantFrom([1, 2], [2, 1], [-3, -2], [1], [3], [0, 3], [0, 1, 2, 3]);

it('Mean on wasm equals the cpu backend for any maps and axes', () => {
  fc.assert(
    fc.property(
      fc.tuple(size, size, size, fc.constantFrom(1, 3, 4, 8, 12)),
      axes,
      fc.boolean(),
      (shape, axis, keepDims) => {
        const x = uniform([...shape], 1);
        const of = (backend: 'cpu' | 'wasm') =>
          runKernel(backend, registered(tf.Mean, backend), { x }, { axis, keepDims });
        const [mean, expected] = [of('wasm'), of('cpu')];
        // A mean may be any amount smaller than what it is of, which its rounding is in proportion to.
        expectEqual(withOne(mean), withOne(expected), 1e-6);
      },
    ),
  );
});

/** With another element, 1. */
function withOne({ shape, values }: Values): Values {
  return { shape: [...shape, 1], values: Float32Array.of(...values, 1) };
}

it('Mean on wasm shows a NaN in its channel', () => {
  const maps = tf.tensor4d([1, Number.NaN, 3, 4, 5, 6, 7, 8], [1, 1, 2, 4]);
  expect(tf.mean(maps, [1, 2]).arraySync()).toEqual([[3, Number.NaN, 5, 6]]);
});

it('Mean on wasm takes integers', () => {
  expect(tf.mean(tf.tensor4d([1, 2, 4, 5], [1, 2, 2, 1], 'int32'), [1, 2]).arraySync()).toEqual([[3]]);
});
