import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { mbibLoss } from '../../src/losses/mbib-loss';

it('the losses train with tfjs-core alone, which has no gradient registered', () => {
  for (const kernel of [tf.Add, tf.Softmax, tf.Sum, tf.Concat])
    expect(tf.getGradient(kernel)).toBeUndefined();
  const labels = tf.tensor1d([0, 2], 'int32');
  const heads = [0, 1, 2, 3].map((seed) => tf.variable(tf.randomNormal([2, 3], 0, 1, 'float32', seed + 1)));
  const loss = () => mbibLoss(labels, heads.slice(0, 3), heads[3]!, [10, 5, 1]);
  const optimizer = tf.train.sgd(0.5);
  const before = loss().dataSync()[0]!;
  for (let step = 0; step < 5; step++) optimizer.minimize(loss);
  expect(loss().dataSync()[0]).toBeLessThan(before);
});
