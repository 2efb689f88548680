import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { startCpu } from '../jobs/support/tiny-model';
import { frozenConvnet, savedConvnet } from './foreign-models';

test('the frozen graph computes what the convnet does, and keeps doing so when that changes', async () => {
  await startCpu();
  const convnet = await loadLayersModel(tf.io.fromMemory(await savedConvnet()));
  const graph = await loadGraphModel(tf.io.fromMemory(await frozenConvnet(convnet)));
  const images = tf.randomNormal([2, 8, 8, 1], 0, 1, 'float32', 1);
  const ofConvnet = (convnet.predict(images) as tf.Tensor).dataSync();
  const ofGraph = () => (graph.execute(images, 'conv3/Relu') as tf.Tensor).dataSync();

  const before = ofGraph();
  expect(before.length).toBe(2 * 2 * 2 * 64);
  expect(Math.max(...before)).toBeGreaterThan(0.1);
  before.forEach((value, i) => {
    expect(value).toBeCloseTo(ofConvnet[i]!, 5);
  });
  convnet.setWeights(convnet.getWeights().map((weight) => tf.zerosLike(weight)));
  expect(ofGraph()).toEqual(before);
});
