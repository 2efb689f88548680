import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import 'mbib/accelerate';
import { beforeAll, it } from 'vitest';
import { expectEqual, registered, runKernel, uniform } from './kernels';

beforeAll(async () => {
  await tf.setBackend('wasm');
});

const size = fc.integer({ min: 1, max: 20 });
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
