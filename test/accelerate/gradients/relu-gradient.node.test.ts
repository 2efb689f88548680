import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import 'mbib/accelerate';
import { describe, expect, it } from 'vitest';
import { flatten } from '../../support/close';
import { uniform } from '../kernels';

const relu = (x: tf.Tensor) => tf.relu(x);
const cubed = (x: tf.Tensor) => tf.mul(tf.square(relu(x)), relu(x));

describe.each(['wasm', 'cpu'])('the gradient of relu on %s', (backend) => {
  it('is the upstream gradient where the input is positive and 0 elsewhere', async () => {
    await tf.setBackend(backend);
    const x = [-1, 0, 2, 3, -4, 5, -0, 1e-30, Number.POSITIVE_INFINITY];
    const dy = x.map((_, i) => i + 1);
    const gradient = tf.grad(relu)(tf.tensor1d(x), tf.tensor1d(dy));
    expect(flatten(gradient)).toEqual([0, 0, 3, 4, 0, 6, 0, 8, 9]);
  });

  it('has a gradient of its own', async () => {
    await tf.setBackend(backend);
    const x = uniform([37], 1).values;
    const second = tf.grad((y: tf.Tensor) => tf.sum(tf.grad(cubed)(y)))(tf.tensor1d(x));
    flatten(second).forEach((value, i) => {
      expect(value).toBeCloseTo(6 * Math.max(x[i]!, 0), 4);
    });
  });
});
