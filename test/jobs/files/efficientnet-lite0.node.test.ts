import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBackend } from '../../../src/jobs/backend/start-backend';
import { efficientNetLite0 } from '../../../src/jobs/files/pretrained/efficientnet-lite0';
import { packagedModel } from '../../../src/jobs/files/pretrained/packaged-model';
import { loadFromFolder, saveToFolder } from '../../../src/jobs/files/save-model';
import { efficientNetLite0Network } from '../../../src/jobs/nets/efficientnet-lite0/efficientnet-lite0-network';
import { drawnPicture } from '../../support/drawn-picture';
import { pictures, stageCosines } from '../../support/stage-cosines';
import { temporaryFolder } from '../support/temporary-folder';
import { tinyModel } from '../support/tiny-model';

const folder = packagedModel('efficientnet-lite0');
let server: Server;

beforeAll(async () => {
  await startBackend('wasm');
  server = createServer(async ({ url }, response) => response.end(await readFile(join(folder, url!))));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());

// The rounding errors of the weights, which are larger for drawn pictures than for photographs: test/parity/efficientnet-lite0.ts.
test.each(pictures)(
  'its features are those of the original for picture $seed of $size×$size',
  async (picture) => {
    const net = await efficientNetLite0({ imageSize: picture.size });
    const cosines = await stageCosines(net, picture);
    expect(cosines.length).toBe(4);
    for (const each of cosines.slice(0, 3)) expect(each).toBeGreaterThan(0.999);
    expect(cosines[3]).toBeGreaterThan(0.998);
    net.dispose();
  },
);

test('plain loadLayersModel reads the same model, for images of any size', async () => {
  const net = await efficientNetLite0({ imageSize: 40 });
  const plain = await loadLayersModel(loadFromFolder(folder));
  expect(outputOf(plain)).toEqual(outputOf(net));
  net.dispose();
  plain.dispose();
});

test('the weights come from a path, an address of a file and over HTTP, and no tensor is left behind', async () => {
  const { port } = server.address() as AddressInfo;
  const file = join(folder, 'model.json');
  const before = tf.memory().numTensors;
  const outputs: number[][] = [];
  for (const from of [folder, file, pathToFileURL(file).href, `http://127.0.0.1:${port}/model.json`]) {
    const net = await efficientNetLite0({ from, imageSize: 40 });
    outputs.push(outputOf(net));
    net.dispose();
  }
  expect(outputs.slice(1)).toEqual(outputs.slice(0, -1));
  expect(tf.memory().numTensors).toBe(before);
});

test('a file of another model is refused, and no tensor is left behind', async () => {
  const other = await temporaryFolder();
  await tinyModel().save(saveToFolder(other));
  const before = tf.memory().numTensors;
  await expect(efficientNetLite0({ from: other })).rejects.toThrow('lacks stem/kernel [3,3,3,32]');
  expect(tf.memory().numTensors).toBe(before);
});

test('a file that is not there is refused by its path', async () => {
  await expect(efficientNetLite0({ from: 'nowhere' })).rejects.toThrow(
    `Cannot read ${join('nowhere', 'model.json')}`,
  );
});

test("the topology in the package is the code's, and the weights are those that their name says", async () => {
  const saved = await temporaryFolder();
  await efficientNetLite0Network(null, 0).save(saveToFolder(saved));
  const read = async (path: string) => JSON.parse(await readFile(join(path, 'model.json'), 'utf8'));
  const { modelTopology, weightsManifest } = await read(folder);
  expect(modelTopology).toEqual((await read(saved)).modelTopology);
  const [file] = weightsManifest[0].paths;
  const hash = createHash('sha256').update(await readFile(join(folder, file)));
  expect(file).toBe(`weights-${hash.digest('hex').slice(0, 8)}.bin`);
});

function outputOf(net: LayersModel): number[] {
  return tf.tidy(() => {
    const output = net.predict(tf.div(drawnPicture(40, 1), 128)) as tf.Tensor;
    return Array.from(output.dataSync());
  });
}
