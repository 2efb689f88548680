import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { efficientNetLiteNormalisation } from '../../../src/jobs/data/preprocessing/normalisations';
import { efficientNetLite0 } from '../../../src/jobs/nets/efficientnet-lite0/efficientnet-lite0';
import { expectClose } from '../../support/close';
import { stageCosines } from '../../support/stage-cosines';

const taps = ['stage1', 'stage2', 'stage3', 'stage4'];
const random = { weights: null };

test("it has the original's parameters, taps at strides 4, 8, 16 and 32, and leaves no tensors behind", async () => {
  const before = tf.memory().numTensors;
  const net = await efficientNetLite0(random);
  const sizes = net.trainableWeights.map(({ shape }) => tf.util.sizeFromShape(shape as number[]));
  expect(sizes.reduce((sum, size) => sum + size)).toBe(3_371_008);
  expect(taps.map((tap) => net.getLayer(tap).outputShape)).toEqual([
    [null, 56, 56, 24],
    [null, 28, 28, 40],
    [null, 14, 14, 112],
    [null, 7, 7, 1280],
  ]);
  expect(net.outputs[0]).toBe(net.getLayer('stage4').output);
  net.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('a map of odd size is halved upwards', async () => {
  const net = await efficientNetLite0({ ...random, imageSize: 75 });
  expect(taps.map((tap) => net.getLayer(tap).outputShape[1])).toEqual([19, 10, 5, 3]);
  net.dispose();
});

test('random weights are seeded, with variance 2 / (k²·out), and 2 / k² in depthwise kernels', async () => {
  const nets: LayersModel[] = [];
  for (const seed of [1, 1, 2]) nets.push(await efficientNetLite0({ ...random, seed, imageSize: 32 }));
  const values = (layer: string) =>
    Promise.all(nets.map((net) => net.getLayer(layer).getWeights()[0]!.data<'float32'>()));
  for (const [layer, variance] of [
    ['stage3_block1_expand', 2 / 240],
    ['stage3_block6_depthwise', 2 / 25],
  ] as const) {
    const [one, same, other] = await values(layer);
    expect(same).toEqual(one);
    expect(other).not.toEqual(one);
    // At least 9,600 draws: the standard error of their variance is at most 1.4 %.
    expectClose(one!.reduce((sum, value) => sum + value * value, 0) / one!.length, variance, { rtol: 0.06 });
  }
  for (const net of nets) net.dispose();
});

test("the normalisation is the original's, (pixel − 127) / 128", () => {
  const { mean, std } = efficientNetLiteNormalisation;
  for (const channel of [0, 1, 2]) {
    expectClose((200 / 255 - mean[channel]!) / std[channel]!, (200 - 127) / 128);
  }
});

test('a page has to say where the weights are', async () => {
  await expect(async () => efficientNetLite0()).rejects.toThrow(
    'options.from must be the address of models/efficientnet-lite0/model.json, a file of mbib, which this page has ' +
      'to serve, got nothing',
  );
});

test('what is no option is refused by name', async () => {
  const build = (options: object) => async () => efficientNetLite0(options);
  await expect(build({ size: 32 })).rejects.toThrow('options must hold seed, imageSize, weights, from only');
  await expect(build({ ...random, imageSize: 22.4 })).rejects.toThrow(
    'options.imageSize must be a whole number',
  );
  await expect(build({ weights: 'cifar' })).rejects.toThrow(
    "options.weights must be one of 'imagenet', got 'cifar'",
  );
  await expect(build({ from: {} })).rejects.toThrow(
    'options.from must be the address of a model.json or a handler with `load`, got an object',
  );
});

test.runIf(typeof document !== 'undefined')('a page reads the weights over HTTP', async () => {
  const before = tf.memory().numTensors;
  const net = await efficientNetLite0({ from: '/models/efficientnet-lite0/model.json', imageSize: 75 });
  const cosines = await stageCosines(net, { size: 75, seed: 3 });
  expect(cosines.slice(0, 3).every((each) => each > 0.999)).toBe(true);
  expect(cosines[3]).toBeGreaterThan(0.998);
  net.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
