import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import '@tensorflow/tfjs-layers';
import 'mbib/accelerate';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectEqual, registered, runKernel, uniform } from '../kernels';

beforeAll(async () => {
  await tf.setBackend('wasm');
});

const size = fc.integer({ min: 1, max: 7 });

describe('UnsortedSegmentSum on wasm', { timeout: 60_000 }, () => {
  const kernel = () => registered(tf.UnsortedSegmentSum, 'wasm');

  it('equals the cpu backend for any slices and ids, those out of range dropped', () => {
    const slices = fc
      .tuple(fc.array(fc.integer({ min: -2, max: 8 }), { minLength: 1, maxLength: 20 }), fc.array(size), size)
      .map(([ids, sliceShape, numSegments]) => ({ ids, sliceShape: sliceShape.slice(0, 3), numSegments }));
    fc.assert(
      fc.property(slices, ({ ids, sliceShape, numSegments }) => {
        const x = uniform([ids.length, ...sliceShape], 1);
        const segmentIds = { shape: [ids.length], values: Int32Array.from(ids) };
        const cpu = registered(tf.UnsortedSegmentSum, 'cpu');
        const inputs = { x, segmentIds };
        expectEqual(
          runKernel('wasm', kernel(), inputs, { numSegments }),
          runKernel('cpu', cpu, inputs, { numSegments }),
          1e-6,
        );
      }),
    );
  });

  it('keeps integers integers', () => {
    const x = { shape: [3], values: Int32Array.of(1, 2, 4) };
    const segmentIds = { shape: [3], values: Int32Array.of(1, 1, 0) };
    const sums = runKernel('wasm', kernel(), { x, segmentIds }, { numSegments: 2 });
    expect(sums.values).toEqual(Int32Array.of(4, 3));
  });

  it('refuses ids that are not one for each slice', () => {
    const segmentIds = { shape: [2], values: Int32Array.of(0, 1) };
    expect(() =>
      runKernel('wasm', kernel(), { x: uniform([3, 2], 1), segmentIds }, { numSegments: 2 }),
    ).toThrow(/segmentIds has shape \[2\].*x has shape \[3,2\]/);
  });

  it('gives tf.gather its gradient: each row receives those of its copies', () => {
    const rows = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
    const before = tf.memory().numTensors;
    const gradient = tf.tidy(() =>
      tf
        .grad((x) => tf.sum(tf.mul(tf.gather(x, tf.tensor1d([2, 0, 2], 'int32')), [[1], [10], [100]])))(rows)
        .arraySync(),
    );
    expect(gradient).toEqual([
      [10, 10],
      [0, 0],
      [101, 101],
    ]);
    expect(tf.memory().numTensors).toBe(before);
    rows.dispose();
  });
});
