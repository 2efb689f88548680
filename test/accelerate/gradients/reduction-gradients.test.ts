import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import 'mbib/accelerate';
import { describe, expect, it } from 'vitest';
import { meanGradient, sumGradient } from '../../../src/accelerate/gradients/reduction-gradients';
import { tolerance } from '../../support/backend';
import { expectClose } from '../../support/close';

const shape = [2, 3, 4];
const reductions: [axis: number | number[] | undefined, upstream: number[], elements: number][] = [
  [undefined, [5], 24],
  [0, Array.from({ length: 12 }, (_, i) => i - 4), 2],
  [-1, [1, -2, 3, -4, 5, -6], 4],
  [[0, 2], [1, 10, 100], 8],
];

/** The upstream value that each element of x was reduced into. */
function spread(axis: number | number[] | undefined, upstream: number[]): number[] {
  const reduced = tf.util.parseAxisParam(axis as number, shape);
  return Array.from({ length: 24 }, (_, i) => {
    const position = [Math.floor(i / 12), Math.floor(i / 4) % 3, i % 4];
    const index = position.reduce((flat, at, d) => (reduced.includes(d) ? flat : flat * shape[d]! + at), 0);
    return upstream[index]!;
  });
}

describe('the gradients of sum and mean', () => {
  it('are registered in place of the stock ones', () => {
    expect(tf.getGradient(tf.Sum)).toBe(sumGradient);
    expect(tf.getGradient(tf.Mean)).toBe(meanGradient);
  });

  it.each(reductions)('spread the upstream gradient over the axes %j', async (axis, upstream, elements) => {
    const before = tf.memory().numTensors;
    for (const [reduce, share] of [
      [tf.sum, 1],
      [tf.mean, elements],
    ] as const) {
      for (const keepDims of [false, true]) {
        const gradient = tf.tidy(() => {
          const x = tf.tensor(Array.from({ length: 24 }, Math.sin), shape);
          const dy = tf.reshape(tf.tensor1d(upstream), reduce(x, axis, keepDims).shape);
          return tf.grad((input: tf.Tensor) => reduce(input, axis, keepDims))(x, dy);
        });
        expect(gradient.shape).toEqual(shape);
        expectClose(
          await gradient.data(),
          spread(axis, upstream).map((value) => value / share),
          { rtol: tolerance(1e-6) },
        );
        gradient.dispose();
      }
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('have gradients themselves', async () => {
    const gradient = tf.tidy(() => {
      const outer = (x: tf.Tensor) =>
        tf.sum(tf.square(tf.grad((input: tf.Tensor) => tf.square(tf.mean(input)))(x)));
      return tf.grad(outer)(tf.tensor1d([1, 2, 6]));
    });
    // ∂/∂x_i of Σ_j (2·mean/3)², with mean = 3, is 8·mean/9.
    expectClose(await gradient.data(), [8 / 3, 8 / 3, 8 / 3], { rtol: tolerance(1e-5) });
    gradient.dispose();
  });
});
