import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import 'mbib/accelerate';
import { backboneNames, buildBackbone } from '../../../../src/jobs/nets/build-backbone';
import { onSoftwareGpu } from '../../../support/backend';
import { expectClose } from '../../../support/close';

const taps = ['stage1', 'stage2', 'stage3', 'stage4'];

/** Trainable parameters of torchvision 0.14.1's networks but for their classifiers. */
const expected = {
  resnet10: { parameters: 4_905_792, widths: [64, 128, 256, 512] },
  resnet50: { parameters: 23_508_032, widths: [256, 512, 1024, 2048] },
  resnext50: { parameters: 22_979_904, widths: [256, 512, 1024, 2048] },
};

describe.each(backboneNames)('%s', (name) => {
  test("has torchvision's parameters, taps at strides 4, 8, 16 and 32, and leaves no tensors behind", () => {
    const before = tf.memory().numTensors;
    const net = buildBackbone(name, { imageSize: 224 });
    const sizes = net.trainableWeights.map(({ shape }) => tf.util.sizeFromShape(shape as number[]));
    const { parameters, widths } = expected[name];
    expect(sizes.reduce((sum, size) => sum + size)).toBe(parameters);
    expect(taps.map((tap) => net.getLayer(tap).outputShape)).toEqual(
      [56, 28, 14, 7].map((size, i) => [null, size, size, widths[i]]),
    );
    expect(net.outputs[0]).toBe(net.getLayer('stage4').output);
    net.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('a map of odd size is halved upwards, as in PyTorch', () => {
  const net = buildBackbone('resnet10', { imageSize: 33 });
  expect(taps.map((tap) => net.getLayer(tap).outputShape[1])).toEqual([9, 5, 3, 2]);
  // A software GPU takes half a minute for it.
  if (!onSoftwareGpu()) {
    const shape = tf.tidy(() => (net.predict(tf.zeros([1, 33, 33, 3])) as tf.Tensor).shape);
    expect(shape).toEqual([1, 2, 2, 512]);
  }
  net.dispose();
});

test("a backbone is seeded, and its kernels have OLTR's variance", async () => {
  const nets = [1, 1, 2].map((seed) => buildBackbone('resnet10', { seed, imageSize: 32 }));
  const kernel = (net: LayersModel) => net.getLayer('stage2_block1_conv1').getWeights()[0]!;
  const [one, same, other] = await Promise.all(nets.map((net) => kernel(net).data<'float32'>()));
  expect(same).toEqual(one);
  expect(other).not.toEqual(one);
  const variance = one!.reduce((sum, value) => sum + value * value, 0) / one!.length;
  // 73,728 draws: the standard error of their variance is 0.5 %.
  expectClose(variance, 2 / (9 * 128), { rtol: 0.03 });
  for (const net of nets) net.dispose();
});

test('an image size that is no size is refused by name', () => {
  expect(() => buildBackbone('resnet10', { imageSize: 22.4 })).toThrow(
    'options.imageSize must be a whole number of at least 1, got 22.4',
  );
});
