import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { imagenetNormalisation, saveClassifier, writeFeatures } from 'mbib/jobs';
import { pictureFolder } from '../jobs/support/picture-folder';
import { frozenConvnet, savedConvnet } from '../support/foreign-models';

const models = fileURLToPath(new URL('../../models', import.meta.url));

/**
 * What the examples of the guides declare because a reader has it: files that are made here. The keys are declarations as the examples
 * write them, without the comment behind.
 */
export const given: Record<string, () => unknown> = {
  'pixels: tf.Tensor4D': () => tf.randomUniform([2, 32, 32, 3], 0, 255),
  'folder: string': () => pictureFolder({ cat: 12, dog: 8, owl: 6 }),
  'file: string': featureFile,
  'page: { address: string }': async () => ({ address: await serve(models) }),
  'graph: tf.GraphModel': async () =>
    tf.loadGraphModel(
      tf.io.fromMemory(await frozenConvnet(await tf.loadLayersModel(tf.io.fromMemory(await savedConvnet())))),
    ),
};

/** Makes what examples read from the folder in which they run: runs/pets with its classifier. */
export async function makeRuns(folder: string): Promise<void> {
  const { flatten, dense } = tf.layers;
  const classifier = tf.sequential({
    layers: [flatten({ inputShape: [32, 32, 3] }), dense({ units: 2, activation: 'softmax' })],
  });
  const path = join(folder, 'runs/pets/classifier');
  await mkdir(path, { recursive: true });
  await saveClassifier(path, classifier, {
    dataSet: 'My pictures',
    method: 'MBIB',
    labels: ['cat', 'dog'],
    samplesPerClass: [50, 2],
    preprocessing: imagenetNormalisation,
  });
}

async function featureFile(): Promise<string> {
  const file = join(await pictureFolder({}), 'features.safetensors');
  const values = (width: number) => Float32Array.from({ length: 6 * width }, (_, i) => i / 10);
  const taps = [4, 8, 8].map((width) => ({ width, values: values(width) }));
  await writeFeatures(file, { taps, labels: Int32Array.from([0, 0, 0, 1, 1, 2]) });
  return file;
}

/** Serves a folder until the process ends; its address. */
async function serve(folder: string): Promise<string> {
  const server = createServer(async (request, response) => {
    try {
      const body = await readFile(join(folder, request.url!));
      const type = extname(request.url!) === '.json' ? 'application/json' : 'application/octet-stream';
      response.writeHead(200, { 'content-type': type }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  server.unref();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
