import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import 'mbib/accelerate';
import { beforeAll, expect, it } from 'vitest';
import { expectEqual, registered, runKernel, uniform } from '../kernels';

beforeAll(async () => {
  await tf.setBackend('wasm');
});

const size = fc.integer({ min: 0, max: 20 });
const leading = fc.constantFrom([], [1], [1, 1], [2], [3, 1]);

it('BatchMatMul on wasm equals the cpu backend, whatever is transposed', () => {
  fc.assert(
    fc.property(
      fc.tuple(size, size, size),
      leading,
      leading,
      fc.boolean(),
      fc.boolean(),
      ([rows, inner, columns], leadingA, leadingB, transposeA, transposeB) => {
        const a = uniform([...leadingA, ...(transposeA ? [inner, rows] : [rows, inner])], 1);
        const b = uniform([...leadingB, ...(transposeB ? [columns, inner] : [inner, columns])], 2);
        // The backends want equal ranks.
        fc.pre(leadingA.length === leadingB.length);
        const of = (backend: 'cpu' | 'wasm') =>
          runKernel(backend, registered(tf.BatchMatMul, backend), { a, b }, { transposeA, transposeB });
        expectEqual(of('wasm'), of('cpu'), 1e-5);
      },
    ),
  );
});

it('BatchMatMul on wasm takes the same data in another shape', () => {
  const [a, c] = [tf.ones([4, 5]), tf.ones([6, 5])];
  const b = tf.range(0, 24);
  const product = (x: tf.Tensor, shape: [number, number]) =>
    (tf.matMul(x, tf.reshape(b, shape), true).arraySync() as number[][])[0];
  expect(product(a, [4, 6])).toEqual([36, 40, 44, 48, 52, 56]);
  expect(product(c, [6, 4])).toEqual([60, 66, 72, 78]);
});

it('BatchMatMul on wasm gives zeros for sums of no terms, whatever lay in memory', () => {
  const litter = tf.fill([2, 3, 4], Number.NaN);
  litter.dataSync();
  litter.dispose();
  for (const transposeB of [false, true]) {
    const b = tf.zeros(transposeB ? [1, 4, 0] : [1, 0, 4]);
    const product = tf.matMul(tf.zeros([2, 3, 0]), b, false, transposeB);
    expect(product.shape).toEqual([2, 3, 4]);
    expect(Array.from(product.dataSync())).toEqual(Array(24).fill(0));
  }
});
