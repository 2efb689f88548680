import { readdir, truncate, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
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
