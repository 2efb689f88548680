import * as tf from '@tensorflow/tfjs-core';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { smallConvnet } from '../../../src/jobs/nets/small-convnet';

const parameters = (tensors: { shape: (number | null)[] }[]) =>
  tensors.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]), 0);

test('has three named stages on maps of 8×8, 4×4 and 2×2', () => {
  const net = smallConvnet({ seed: 0 });
  const shapes = ['stage1', 'stage2', 'stage3'].map((name) => net.getLayer(name).outputShape);
  expect(shapes).toEqual([
    [null, 8, 8, 16],
    [null, 4, 4, 32],
    [null, 2, 2, 64],
  ]);
  // Kernels 9·(1·16 + 16·32 + 32·64), and a scale and a shift for each of 112 channels.
  expect(parameters(net.trainableWeights)).toBe(9 * (16 + 512 + 2048) + 2 * 112);
  net.dispose();
});

test('pads before each stride, by 1 on every side', () => {
  const net = smallConvnet({ seed: 0 });
  const inputs = ['stage2_conv', 'stage3_conv'].map((name) => net.getLayer(name).input as SymbolicTensor);
  expect(inputs.map(({ shape }) => shape)).toEqual([
    [null, 10, 10, 16],
    [null, 6, 6, 32],
  ]);
  net.dispose();
});

test('is seeded and leaves no tensor behind', async () => {
  const before = tf.memory().numTensors;
  const [one, same, other] = [
    smallConvnet({ seed: 1 }),
    smallConvnet({ seed: 1 }),
    smallConvnet({ seed: 2 }),
  ];
  const x = tf.ones([2, 8, 8, 1]);
  const outputs = [one, same, other].map((net) => tf.tidy(() => net.predict(x) as tf.Tensor));
  const [first, again, different] = await Promise.all(outputs.map((output) => output.data<'float32'>()));
  expect(again).toEqual(first);
  expect(different).not.toEqual(first);
  expect(first!.some((value) => value > 0)).toBe(true);
  tf.dispose([x, ...outputs]);
  for (const net of [one, same, other]) net.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
