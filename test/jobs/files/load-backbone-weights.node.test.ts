import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import { loadBackboneWeights } from '../../../src/jobs/files/load-backbone-weights';
import { loadFromFolder, saveToFolder } from '../../../src/jobs/files/save-model';
import { withStockConvolutions } from '../../../src/jobs/nets/grouped-conv2d/with-stock-convolutions';
import { classifierOf, groupedBackbone } from '../support/grouped-model';
import { temporaryFolder } from '../support/temporary-folder';
import { startCpu, tinyModel } from '../support/tiny-model';

beforeAll(startCpu);

const weightsOf = (model: LayersModel) => model.getWeights().map((weight) => Array.from(weight.dataSync()));

test('a backbone takes the weights and running statistics of a saved one, from its folder or model.json', async () => {
  const saved = groupedBackbone(1);
  const folder = await temporaryFolder();
  await saved.save(saveToFolder(folder));
  for (const path of [folder, join(folder, 'model.json')]) {
    const backbone = groupedBackbone(2);
    const before = tf.memory().numTensors;
    expect(await loadBackboneWeights(backbone, path)).toBe(10);
    expect(tf.memory().numTensors).toBe(before);
    expect(weightsOf(backbone)).toEqual(weightsOf(saved));
  }
});

test('grouped kernels come back from the stock form, and a classifier in the file is ignored', async () => {
  const saved = groupedBackbone(1);
  const folder = await temporaryFolder();
  await classifierOf(saved).save(withStockConvolutions(saveToFolder(folder)));
  const backbone = groupedBackbone(2);
  expect(await loadBackboneWeights(backbone, folder)).toBe(10);
  expect(weightsOf(backbone)).toEqual(weightsOf(saved));
});

test('a file without a weight of the backbone is refused: which, and what to do', async () => {
  const folder = await temporaryFolder();
  await tinyModel().save(saveToFolder(folder));
  await expect(loadBackboneWeights(groupedBackbone(1), folder)).rejects.toThrow(
    `${folder} lacks conv1/kernel [3,3,2,8]; it holds 8 other weights. Give the folder of a model that was saved ` +
      'with the same backbone (grouped).',
  );
});

test('a weight of another shape is refused with both shapes, and the backbone stays as it was', async () => {
  const folder = await temporaryFolder();
  await groupedBackbone(1, 12).save(saveToFolder(folder));
  const backbone = groupedBackbone(2);
  const before = weightsOf(backbone);
  await expect(loadBackboneWeights(backbone, folder)).rejects.toThrow(
    `${folder} has conv1/kernel as [3,3,2,12], not [3,3,2,8] or a block-diagonal kernel of 2 groups. Give the`,
  );
  expect(weightsOf(backbone)).toEqual(before);
});

test('a dense kernel with weights off its diagonal is no grouped one', async () => {
  const folder = await temporaryFolder();
  const saved = groupedBackbone(1);
  await saved.save(
    withStockConvolutions({ save: (artifacts) => saveToFolder(folder).save!(filled(artifacts)) }),
  );
  await expect(loadBackboneWeights(groupedBackbone(2), folder)).rejects.toThrow(
    `${folder} has conv1/kernel as [3,3,4,8], not [3,3,2,8] or a block-diagonal kernel of 2 groups.`,
  );
});

test('a weight that is not finite is refused by its name, and the backbone stays as it was', async () => {
  const folder = await temporaryFolder();
  const saved = tinyModel();
  const [kernel, ...others] = saved.getWeights();
  saved.setWeights([tf.fill(kernel!.shape, Number.NaN), ...others]);
  await saved.save(saveToFolder(folder));
  const artifacts = await loadFromFolder(folder).load!();
  const backbone = await loadLayersModel(tf.io.fromMemory(artifacts));
  backbone.setWeights(backbone.getWeights().map(({ shape }) => tf.zeros(shape)));
  const before = weightsOf(backbone);
  const { originalName } = backbone.weights[0]!;
  await expect(loadBackboneWeights(backbone, folder)).rejects.toThrow(
    `${folder} has NaN in ${originalName}, which is not finite. Give the folder of a model`,
  );
  expect(weightsOf(backbone)).toEqual(before);
});

test('a folder without a model is refused', async () => {
  const folder = await temporaryFolder();
  await expect(loadBackboneWeights(groupedBackbone(1), folder)).rejects.toThrow(
    `Cannot read ${join(folder, 'model.json')}: it or its folder does not exist.`,
  );
});

function filled(artifacts: tf.io.ModelArtifacts): tf.io.ModelArtifacts {
  const values = new Float32Array((artifacts.weightData as ArrayBuffer).slice(0)).fill(1);
  return { ...artifacts, weightData: values.buffer };
}
