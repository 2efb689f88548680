import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { buildBackbone } from '../../../../src/jobs/nets/build-backbone';
import { buildNet } from '../../../../src/jobs/nets/build-net';
import { resnet32 } from '../../../../src/jobs/nets/resnet/resnet32';
import { smallConvnet } from '../../../../src/jobs/nets/small-convnet';

// Shapes and numbers of parameters, which no backend changes: networks of this size are built once, not once a backend.
const stages = ['stage1', 'stage2', 'stage3'];
const parameters = (weights: readonly { shape: (number | null)[] }[]) =>
  weights.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]), 0);

describe('on ResNet-32 with 100 classes', () => {
  const task = { samplesPerClass: new Array(100).fill(5), seed: 0 };

  test('the three experts of SADE have 783,856 parameters, as in Table 6', () => {
    const net = buildNet('sade', resnet32({ experts: 3 }), stages, task);
    expect(parameters(net.trainer.trainableWeights)).toBe(783_856);
  });

  test('the four experts of RIDE have the 1,018,000 of Table 6 without their classifiers, and 4·4,800 in these', () => {
    const backbone = resnet32({ experts: 4 });
    expect(parameters(backbone.trainableWeights)).toBe(1_018_000);
    const net = buildNet('ride', backbone, stages, { ...task, experts: 4 });
    expect(parameters(net.trainer.trainableWeights)).toBe(1_018_000 + 4 * 48 * 100);
  });

  test('MBIB adds to each expert of SADE its necks, z and four classifiers, in place of the cosine classifier', () => {
    const net = buildNet('sade-mbib', resnet32({ experts: 3 }), stages, task);
    const heads = 2 * (16 + 24 + 48 + 48) + (48 * 48 + 48) + 100 * (16 + 24 + 48 + 48 + 4);
    expect(parameters(net.trainer.trainableWeights)).toBe(783_856 - 3 * 4800 + 3 * heads);
  });
});

test('the experts of the small convnet share its first stage and have 24 and 48 channels', () => {
  const backbone = smallConvnet({ experts: 2 });
  const names = ['stage1', 'expert1_stage2', 'expert1_stage3', 'expert2_stage2', 'expert2_stage3'];
  const channels = names.map((name) => (backbone.getLayer(name).outputShape as number[])[3]);
  expect(channels).toEqual([16, 24, 48, 24, 48]);
  expect(backbone.outputs.map(({ sourceLayer }) => sourceLayer.name)).toEqual([names[2], names[4]]);
});

test('the experts of the networks for photographs share two stages, and have three quarters of the channels', () => {
  const backbone = buildBackbone('resnet10', { experts: 2, imageSize: 64 });
  const own = ['expert2_stage3', 'expert2_stage4'].map((name) => backbone.getLayer(name).outputShape);
  expect(own).toEqual([
    [null, 4, 4, 192],
    [null, 2, 2, 384],
  ]);
  const block = (from: number, to: number) =>
    9 * to * (from + to) + 4 * to + (from === to ? 0 : (from + 2) * to);
  const shared = 147 * 64 + 128 + block(64, 64) + block(64, 128);
  expect(parameters(backbone.trainableWeights)).toBe(shared + 2 * (block(128, 192) + block(192, 384)));
  const wide = buildBackbone('resnext50', { experts: 2, imageSize: 32 }).getLayer('expert1_stage4');
  expect((wide.outputShape as number[])[3]).toBe(1536);
});
