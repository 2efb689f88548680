import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { io } from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import { saveToFolder } from '../../../../src/jobs/files/save-model';
import { withStockConvolutions } from '../../../../src/jobs/nets/grouped-conv2d/with-stock-convolutions';
import { expectClose } from '../../../support/close';
import { runScript } from '../../support/child';
import { classifierOf, groupedBackbone } from '../../support/grouped-model';
import { temporaryFolder } from '../../support/temporary-folder';
import { startCpu, tinyModel } from '../../support/tiny-model';

beforeAll(startCpu);

const predictionsOf = async (folder: string) => {
  const { output } = await runScript('test/jobs/support/predict-saved.ts', [folder]);
  return JSON.parse(output.match(/^\[.*\]$/m)?.[0] ?? JSON.stringify(output)) as number[] | string;
};

test('a process that knows stock layers only computes what the grouped model computes', async () => {
  const folder = join(await temporaryFolder(), 'classifier');
  const classifier = classifierOf(groupedBackbone(1));
  const expected = (classifier.predict(tf.ones([1, 6, 6, 4])) as tf.Tensor).dataSync();

  await classifier.save(saveToFolder(folder));
  expect(await predictionsOf(folder)).toContain('Unknown layer: GroupedConv2D');
  await classifier.save(withStockConvolutions(saveToFolder(folder)));
  expectClose((await predictionsOf(folder)) as number[], expected, { rtol: 1e-5 });
});

test('a model inside a model is converted too', async () => {
  const folder = join(await temporaryFolder(), 'classifier');
  const nested = tfl.sequential({ layers: [groupedBackbone(1), tfl.layers.flatten()] });
  const expected = (nested.predict(tf.ones([1, 6, 6, 4])) as tf.Tensor).dataSync();

  await nested.save(withStockConvolutions(saveToFolder(folder)));
  expectClose((await predictionsOf(folder)) as number[], expected, { rtol: 1e-5 });
});

test('a model without grouped convolutions is handed on as it is', async () => {
  const artifacts = (await artifactsOf(tinyModel())) as io.ModelArtifacts;
  let handedOn: io.ModelArtifacts | undefined;
  await withStockConvolutions(
    io.withSaveHandler(async (given) => {
      handedOn = given;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  ).save!(artifacts);
  expect(handedOn).toBe(artifacts);
});

test('leaves no tensors behind', async () => {
  const classifier = classifierOf(groupedBackbone(1));
  const before = tf.memory().numTensors;
  await classifier.save(withStockConvolutions(saveToFolder(await temporaryFolder())));
  expect(tf.memory().numTensors).toBe(before);
});

async function artifactsOf(model: tfl.LayersModel): Promise<io.ModelArtifacts | undefined> {
  let saved: io.ModelArtifacts | undefined;
  await model.save(
    io.withSaveHandler(async (given) => {
      saved = given;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  return saved;
}
