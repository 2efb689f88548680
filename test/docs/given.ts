import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import {
  augmentedBatches,
  batchesInOrder,
  buildNet,
  digitsAugmentation,
  digitsPerClass,
  digitsRecipe,
  groupRuns,
  type ImageSet,
  imagenetNormalisation,
  type JobOptions,
  loadDigits,
  longTailedDigits,
  methods,
  parseRunLog,
  plainSource,
  type RunLog,
  runJob,
  type StepRecipe,
  saveClassifier,
  smallConvnet,
  writeFeatures,
} from 'mbib/jobs';
import { photoFolder } from '../jobs/support/photo-folder';
import { pictureFolder } from '../jobs/support/picture-folder';
import { temporaryFolder } from '../jobs/support/temporary-folder';
import { randomImages, tinyForm, tinyNormalisation, tinyRecipe } from '../jobs/support/tiny-recipe';
import { frozenConvnet, savedConvnet } from '../support/foreign-models';
import { WorkerInProcess } from './worker-in-process';

const models = fileURLToPath(new URL('../../models', import.meta.url));

/**
 * What the examples declare because a reader has it: values and files that are made here. The keys are declarations as the examples
 * write them, without the comment behind; `code` is the whole example.
 */
export const given: Record<string, (code: string) => unknown> = {
  'pixels: tf.Tensor4D': () => tf.randomUniform([2, 32, 32, 3], 0, 255),
  'folder: string': folderFor,
  'file: string': featureFile,
  'archive: string': cifarFolder,
  'page: { address: string }': async () => ({ address: await serve(models) }),
  'address: string': async () => `${await serve(models)}/efficientnet-lite0/model.json`,
  'graph: tf.GraphModel': async () => tf.loadGraphModel(tf.io.fromMemory(await graphFiles())),
  'artifacts: io.ModelArtifacts': graphFiles,
  'head: LayersModel': () => tf.sequential({ layers: [tf.layers.dense({ inputShape: [64], units: 3 })] }),
  'description: ClassifierDescription': () => description,
  'samplesPerClass: number[]': () => [50, 10, 2],
  'images: ImageSet': () => colourImages(12),
  'batches: AsyncIterable<Batch>': () =>
    batchesInOrder(plainSource(colourImages(12), imagenetNormalisation), 8),
  'sources: Record<Split, BatchSource>': () => {
    const source = plainSource(colourImages(12), imagenetNormalisation);
    return { train: source, validation: source, test: source };
  },
  'recipe: StepRecipe': digitsTraining,
  'workers: ReplicaWorker[]': () => [new WorkerInProcess(() => digitsTraining().net)],
  'job: Job': () => tinyJob,
  'birds: Job': () => ({ ...tinyJob, name: 'birds' }),
  'digits: Job': () => tinyJob,
  'context: JobContext': () => ({ tell: () => {}, resumed: false }),
  'options: PhotoReading': async () => ({ data: await photoFolder() }),
  'options: BackboneJobOptions': () => ({
    method: 'mbib',
    epochs: 1,
    seed: 0,
    backend: 'wasm',
    backbone: 'resnet10',
  }),
  'run: RunLog': tinyLog,
  'runs: RunLog[]': async () => [await tinyLog()],
  'assets: PageAssets': () => ({ script: '', style: '' }),
  'dataSet: DataSet': async () => groupRuns([await tinyLog()], methods)[0],
  'runs: string[]': async () => [await tinyRun()],
};

const description = {
  dataSet: 'My pictures',
  method: 'MBIB',
  labels: ['cat', 'dog', 'owl'],
  samplesPerClass: [50, 10, 2],
  preprocessing: imagenetNormalisation,
};

const tinyJob = {
  ...tinyForm,
  title: 'a net on random images',
  dataSet: 'Random images',
  // With validation images, which some second stages need.
  recipe: (options: JobOptions) => ({
    ...tinyRecipe(options),
    validation: plainSource(randomImages(20), tinyNormalisation),
  }),
};

/** Makes what examples read from the folder in which they run: a classifier in runs/pets. */
export async function makeRuns(folder: string, name = 'pets'): Promise<void> {
  const { flatten, dense } = tf.layers;
  const classifier = tf.sequential({
    layers: [flatten({ inputShape: [32, 32, 3] }), dense({ units: 3, activation: 'softmax' })],
  });
  const path = join(folder, `runs/${name}/classifier`);
  await mkdir(path, { recursive: true });
  await saveClassifier(path, classifier, description);
}

/** What an example of the sources finds where it runs: the run that it goes on with, or the classifier that it loads, as runs/mine. */
export async function makeMine(folder: string, code: string): Promise<void> {
  if (/resume: true|FolderTakenError/.test(code) && !/ReplicaError/.test(code))
    await tinyRun(join(folder, 'runs/mine'));
  const firstStages = [...code.matchAll(/finetuneRun\(\[digits\], '(.+?)'/g)].map(([, run]) => run!);
  for (const run of new Set(firstStages)) await tinyRun(join(folder, run), 'ce');
  if (/loadClassifier\(/.test(code)) await makeRuns(folder, 'mine');
}

async function tinyRun(out?: string, method = 'mbib'): Promise<string> {
  const folder = out ?? join(await temporaryFolder(), 'run');
  await runJob(tinyJob as never, { method, epochs: 1, backend: 'cpu', out: folder } as never);
  return folder;
}

async function tinyLog(): Promise<RunLog> {
  return parseRunLog(await readFile(join(await tinyRun(), 'log.jsonl'), 'utf8'), 'tiny', 'log.jsonl');
}

/** A folder as the example expects it: the lists of a data set, a run, or a folder of pictures for each class. */
function folderFor(code: string): Promise<string> {
  if (/loadImagenetLt|loadInaturalist2018/.test(code)) return photoFolder();
  if (/log\.jsonl/.test(code)) return tinyRun();
  return pictureFolder({ cat: 12, dog: 8, owl: 6 }, 32);
}

function colourImages(count: number): ImageSet {
  return {
    images: Uint8Array.from({ length: count * 32 * 32 * 3 }, (_, i) => (i * 31) % 256),
    labels: Int32Array.from({ length: count }, (_, i) => i % 3),
    height: 32,
    width: 32,
    channels: 3,
    classes: 3,
    classNames: ['cat', 'dog', 'owl'],
  };
}

/** As large as CIFAR-100 has to be, and all zeros, which take no room on the disk. */
async function cifarFolder(): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, images] of Object.entries({ train: 50_000, test: 10_000 })) {
    const file = join(folder, `${name}.bin`);
    await writeFile(file, '');
    await truncate(file, images * 3074);
  }
  return folder;
}

async function graphFiles(): Promise<tf.io.ModelArtifacts> {
  return frozenConvnet(await tf.loadLayersModel(tf.io.fromMemory(await savedConvnet())));
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

/** An epoch on the digits. */
function digitsTraining(): StepRecipe {
  const { train } = longTailedDigits(loadDigits(), 0);
  const options = { samplesPerClass: digitsPerClass, seed: 0 };
  const net = buildNet('mbib', smallConvnet({ seed: 0 }), ['stage1', 'stage2', 'stage3'], options);
  return { ...digitsRecipe(1), net, train: augmentedBatches(train, digitsAugmentation) };
}
