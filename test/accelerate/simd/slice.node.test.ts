import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import 'mbib/accelerate';
import { beforeAll, describe, expect, it } from 'vitest';
import { registered, runKernel, uniform } from '../kernels';

beforeAll(async () => {
  await tf.setBackend('wasm');
});

const boxes = fc.array(fc.tuple(fc.nat(3), fc.nat(4), fc.nat(3)), { minLength: 1, maxLength: 5 });

describe('slices and copies on wasm', () => {
  it('have the elements of the cpu backend for up to five dimensions, empty ones included', () => {
    fc.assert(
      fc.property(boxes, (axes) => {
        const x = uniform(
          axes.map(([before, length, after]) => before + length + after + 1),
          1,
        );
        const attrs = { begin: axes.map(([before]) => before), size: axes.map(([, length]) => length) };
        expect(runKernel('wasm', registered(tf.Slice, 'wasm'), { x }, attrs)).toEqual(
          runKernel('cpu', registered(tf.Slice, 'cpu'), { x }, attrs),
        );
      }),
    );
  });

  it('take the rest of an axis where the size is −1', () => {
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3], 'int32');
    expect(tf.slice(x, [0, 1], [-1, -1]).arraySync()).toEqual([
      [2, 3],
      [5, 6],
    ]);
  });

  // tfjs's own kernel, which serves where threads share the memory, checks no box.
  it('refuse a box outside the tensor', () => {
    expect(() => tf.slice(tf.zeros([2, 3]), [1, 0], [2, 3])).toThrow('begin');
  });

  it('keep their values when what they copy is freed', () => {
    const x = tf.tensor1d([1, 2, 3]);
    const copy = tf.clone(x);
    x.dispose();
    expect(Array.from(copy.dataSync())).toEqual([1, 2, 3]);
  });
  it.each([
    ['float32', [1, 2, 3]],
    ['string', ['a', 'b', 'cd']],
  ] as const)('leave tf.memory() as it was when all of them are freed: %s', async (dtype, values) => {
    const before = tf.memory();
    const x = tf.tensor1d([...values] as number[] | string[], dtype);
    const copies = [tf.clone(x), tf.clone(x)];
    x.dispose();
    await tf.setBackend('cpu');
    expect(copies[0]!.arraySync()).toEqual(values);
    await tf.setBackend('wasm');
    expect(copies[1]!.arraySync()).toEqual(values);
    tf.dispose(copies);
    const { numTensors, numDataBuffers, numBytes } = tf.memory();
    expect({ numTensors, numDataBuffers, numBytes }).toEqual({
      numTensors: before.numTensors,
      numDataBuffers: before.numDataBuffers,
      numBytes: before.numBytes,
    });
  });
});
