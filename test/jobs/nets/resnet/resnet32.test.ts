import * as tf from '@tensorflow/tfjs-core';
import { io } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MersenneTwister } from '../../../../src/jobs/data/mersenne-twister';
import { resnet32 } from '../../../../src/jobs/nets/resnet/resnet32';
import { tolerance } from '../../../support/backend';
import { expectClose } from '../../../support/close';

let net: LayersModel;
let x: tf.Tensor4D;
let tensorsBefore: number;

beforeAll(() => {
  tensorsBefore = tf.memory().numTensors;
  net = resnet32({ seed: 0 });
  const random = fillWeights(net);
  x = tf.tensor4d(
    Float32Array.from({ length: 3072 }, () => 2 * random.random() - 1),
    [1, 32, 32, 3],
  );
});
afterAll(() => {
  net.dispose();
  x.dispose();
  expect(tf.memory().numTensors).toBe(tensorsBefore);
});

/** Fills all weights, by name, from numpy's RandomState(0), as the PyTorch reference was filled. */
function fillWeights(model: LayersModel): MersenneTwister {
  const random = new MersenneTwister(0);
  const draw = (name: string, shape: number[]) => {
    const spread = Math.sqrt(6 / (shape[0]! * shape[1]! * shape[2]!));
    const fill = () => {
      if (name.endsWith('kernel')) return (2 * random.random() - 1) * spread;
      return random.random() + (/gamma|variance/.test(name) ? 0.5 : -0.5);
    };
    return tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, fill), shape);
  };
  const names = model.weights.map(({ originalName }) => originalName).sort();
  const values = new Map(
    names.map((name) => {
      const weight = model.weights.find(({ originalName }) => originalName === name)!;
      return [name, draw(name, weight.shape as number[])];
    }),
  );
  model.setWeights(model.weights.map(({ originalName }) => values.get(originalName)!));
  tf.dispose([...values.values()]);
  return random;
}

test('has the 463,504 parameters of the paper, and three named stages', () => {
  const sizes = net.trainableWeights.map(({ shape }) => tf.util.sizeFromShape(shape as number[]));
  expect(sizes.reduce((sum, size) => sum + size)).toBe(463_504);
  const shapes = ['stage1', 'stage2', 'stage3'].map((name) => net.getLayer(name).outputShape);
  expect(shapes).toEqual([
    [null, 32, 32, 16],
    [null, 16, 16, 32],
    [null, 8, 8, 64],
  ]);
  expect(net.outputs[0]).toBe(net.getLayer('stage3').output);
});

// A software GPU on a busy machine takes half a minute.
test('saved and loaded as stock layers, computes what the same network computes in PyTorch', {
  timeout: 120_000,
}, async () => {
  const reloaded = await loadLayersModel(io.fromMemory(await artifacts(net)));
  const y = tf.tidy(() => reloaded.predict(x) as tf.Tensor4D);
  const pooled = tf.mean(y, [1, 2]);
  const first = tf.slice(y, [0, 0, 0, 0], [1, 1, 1, 8]);
  const rtol = tolerance(1e-4);
  expectClose(
    (await pooled.data()).slice(0, 8),
    [1011.27142, 54.7725143, 901.655151, 492.616455, 369.562134, 39.675209, 68.027573, 35.1264763],
    { rtol },
  );
  expectClose(
    await first.data(),
    [653.950745, 68.8426514, 371.631683, 124.081497, 787.952637, 0, 225.629532, 211.928848],
    { rtol, atol: 0.1 },
  );
  tf.dispose([y, pooled, first]);
  reloaded.dispose();
});

test('is seeded: one seed gives one network, kernels with the variance of kaiming normal', async () => {
  const [one, same, other] = [resnet32({ seed: 1 }), resnet32({ seed: 1 }), resnet32({ seed: 2 })];
  const kernel = (model: LayersModel) =>
    model.getLayer('stage3_block5_conv2').getWeights()[0]!.data<'float32'>();
  const values = await kernel(one);
  expect(await kernel(same)).toEqual(values);
  expect(await kernel(other)).not.toEqual(values);
  const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  // 36,864 draws: the standard error of their variance is 0.7 %.
  expectClose(variance, 2 / (9 * 64), { rtol: 0.03 });
  const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  expect(largest).toBeGreaterThan(3 * Math.sqrt(2 / (9 * 64)));
  for (const model of [one, same, other]) model.dispose();
});

async function artifacts(model: LayersModel): Promise<io.ModelArtifacts> {
  let saved: io.ModelArtifacts | undefined;
  await model.save(
    io.withSaveHandler(async (given) => {
      saved = given;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  return saved!;
}
