import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import 'mbib/accelerate';
import { describe, expect, it } from 'vitest';
import { flatten } from '../../support/close';
import { uniform } from '../kernels';

const x = [-1, 0, 2, 3, -4, 5, -0, 1e-30, 6, 6.000001, 7, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const dy = x.map((_, i) => i + 1);
const clip = (values: tf.Tensor) => tf.clipByValue(values, 0, 6);

describe.each(['wasm', 'cpu'])('on %s', (backend) => {
  it('the gradient of clipByValue is the upstream gradient within the bounds and on them, and 0 elsewhere', async () => {
    await tf.setBackend(backend);
    const gradient = tf.grad(clip)(tf.tensor1d(x), tf.tensor1d(dy));
    expect(flatten(gradient)).toEqual([0, 2, 3, 4, 0, 6, 7, 8, 9, 0, 0, 0, 0]);
  });

  it('the gradient of relu6 is the upstream gradient above 0 up to 6, and 0 elsewhere', async () => {
    await tf.setBackend(backend);
    const gradient = tf.grad((values: tf.Tensor) => tf.relu6(values))(tf.tensor1d(x), tf.tensor1d(dy));
    expect(flatten(gradient)).toEqual([0, 0, 3, 4, 0, 6, 0, 8, 9, 0, 0, 0, 0]);
  });

  it.each([
    ['clipByValue', clip],
    ['relu6', (values: tf.Tensor) => tf.relu6(values)],
  ])('the gradient of %s has a gradient of its own', async (_, bounded) => {
    await tf.setBackend(backend);
    const points = uniform([37], 1).values.map((value) => 9 * value);
    const cubed = (values: tf.Tensor) => tf.mul(tf.square(bounded(values)), bounded(values));
    const second = tf.grad((values: tf.Tensor) => tf.sum(tf.grad(cubed)(values)))(tf.tensor1d(points));
    flatten(second).forEach((value, i) => {
      const inside = points[i]! > 0 && points[i]! < 6;
      expect(value).toBeCloseTo(inside ? 6 * points[i]! : 0, 3);
    });
  });

  it('the gradient of the layer ReLU with a maximum is 0 at 0 and below', async () => {
    await tf.setBackend(backend);
    const { layers } = await import('@tensorflow/tfjs-layers');
    const layer = layers.reLU({ maxValue: 6 });
    const gradient = tf.grad((values: tf.Tensor) => layer.apply(values) as tf.Tensor)(
      tf.tensor1d(x),
      tf.tensor1d(dy),
    );
    expect(flatten(gradient)).toEqual([0, 0, 3, 4, 0, 6, 0, 8, 9, 0, 0, 0, 0]);
  });
});
