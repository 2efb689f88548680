import { readdir, truncate, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { adamW } from 'mbib/training';
import { beforeAll, expect, test } from 'vitest';
import { loadFromFolder, saveToFolder } from '../../../src/jobs/files/save-model';
import { temporaryFolder } from '../support/temporary-folder';
import { startCpu, tinyModel } from '../support/tiny-model';

beforeAll(startCpu);

test('a loaded model computes what the saved one computes', async () => {
  const folder = join(await temporaryFolder(), 'a', 'classifier');
  const model = tinyModel();
  const x = tf.randomNormal([5, 3], 0, 1, 'float32', 1);

  await model.save(saveToFolder(folder));
  const loaded = await loadLayersModel(loadFromFolder(folder));

  expect((await readdir(folder)).sort()).toEqual(['model.json', 'weights.bin']);
  const outputs = [model, loaded].map((each) => (each.predict(x) as tf.Tensor).dataSync());
  expect(outputs[1]).toEqual(outputs[0]);
});

test('a model comes back with its optimizer and its metadata, as tfjs saves them', async () => {
  const folder = await temporaryFolder();
  const model = tinyModel();
  model.compile({ optimizer: adamW({ learningRate: 0.25 }), loss: 'meanSquaredError' });
  const [x, y] = [tf.ones([4, 3]), tf.zeros([4, ...model.outputShape.slice(1)] as number[])];
  await model.fit(x, y, { epochs: 2, verbose: 0 });
  model.setUserDefinedMetadata({ made: 'here' });
  await model.save(saveToFolder(folder), { includeOptimizer: true });

  const loaded = (await loadLayersModel(loadFromFolder(folder))) as typeof model;
  expect(loaded.optimizer).toMatchObject({ learningRate: 0.25 });
  const states = [model, loaded].map(({ optimizer }) => optimizer.getWeights());
  const [kept, saved] = (await Promise.all(states)).map((state) =>
    state.map(({ tensor }) => Array.from(tensor.dataSync())),
  );
  expect(kept!.length).toBeGreaterThan(1);
  expect(saved).toEqual(kept);
  expect(loaded.getUserDefinedMetadata()).toEqual({ made: 'here' });
});

test('missing and truncated files are refused', async () => {
  const folder = await temporaryFolder();
  await tinyModel().save(saveToFolder(folder));

  await truncate(join(folder, 'weights.bin'), 10);
  await expect(loadLayersModel(loadFromFolder(folder))).rejects.toThrow();
  await unlink(join(folder, 'weights.bin'));
  await expect(loadLayersModel(loadFromFolder(folder))).rejects.toThrow(
    `Cannot read ${join(folder, 'weights.bin')}: it or its folder does not exist.`,
  );
});
