import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  loadLayersModel,
  model,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { expect, test, vi } from 'vitest';
import { type FolderOptions, type FolderReading, job } from '../../examples/folder';
import { startBackend } from '../../src/jobs/backend/start-backend';
import { countPerClass } from '../../src/jobs/data/image-set';
import { loadClassifier } from '../../src/jobs/files/classifier/load-classifier';
import { writeFeatures } from '../../src/jobs/files/features/write-features';
import { readRun } from '../../src/jobs/files/reading/read-run';
import { loadFromFolder, saveToFolder } from '../../src/jobs/files/save-model';
import { type Method, methods } from '../../src/jobs/nets/methods';
import { loadImageFolder } from '../../src/jobs/photos/folder/load-image-folder';
import { evaluateClassifier } from '../../src/jobs/run/classifier/evaluate-classifier';
import type { RunPlace } from '../../src/jobs/run/job';
import { UnreadOptionError } from '../../src/jobs/run/run-errors';
import type { RunEvent } from '../../src/jobs/run/run-events';
import { runJob } from '../../src/jobs/run/run-job';
import { imageFolder, pictures } from '../jobs/support/image-folder';
import { pictureFolder } from '../jobs/support/picture-folder';
import { temporaryFolder } from '../jobs/support/temporary-folder';
import { frozenConvnet } from '../support/foreign-models';

vi.setConfig({ testTimeout: 300_000 });

const small = { epochs: 2, workers: 2, backend: 'wasm', batchSize: 8 } as const;

/** Trains, and returns what it came to and what it told. */
async function train(options: Partial<FolderOptions> & FolderReading & RunPlace) {
  const told: RunEvent[] = [];
  const out = join(await temporaryFolder(), 'run');
  const { method = 'mbib', features, backbone } = options;
  const size = {
    // A backbone of its own knows its size.
    ...((features ?? backbone) === undefined && { imageSize: 32 }),
    ...((methods[method] as Method).twoBranches && { zWidth: 8 }),
  };
  const all = { cache: await temporaryFolder(), out, ...small, ...size, ...options };
  const result = await runJob(job, all, { tell: (event) => told.push(event) });
  const notes = told.flatMap((event) => (event.type === 'note' ? event.text : []));
  return { result, out, notes, encoded: told.filter(({ type }) => type === 'encoding').length, told };
}

/** What is told of options that cannot be trained with. */
async function refusal(options: Parameters<typeof train>[0]): Promise<string> {
  return train(options).then(
    () => 'nothing: it trained',
    (error) => error.message,
  );
}

const animals = () => pictureFolder({ cat: 12, dog: 6, 'emu/young': 3, 'emu/old': 2, 'fish ü 魚': 1 });

test('heads learn from a folder of pictures; the next run takes its features from the disk and comes to the same', async () => {
  const data = await animals();
  const cache = await temporaryFolder();
  await writeFile(
    join(data, 'cat', 'broken.png'),
    (await readFile(join(data, 'cat', '0.png'))).subarray(0, 60),
  );

  const first = await train({ data, cache, views: 2 });
  expect(first.notes.join('\n')).toContain('25 pictures of 4 classes');
  expect(first.notes.join('\n')).toContain('1 class has no test picture');
  expect(first.told.filter(({ type }) => type === 'skipped')).toMatchObject([{ path: 'cat/broken.png' }]);
  expect(first.encoded).toBeGreaterThan(0);
  expect(first.result.test!.perClass).toHaveLength(4);

  // Of the broken picture there are no features, so both of its views are tried again.
  const second = await train({ data, cache, views: 2 });
  expect(second.encoded).toBe(2);
  const { path: _, seconds: __, ...figures } = first.result;
  expect(second.result).toMatchObject(figures);

  // Plain tfjs loads the classifier, which takes pictures.
  const classifier = await loadLayersModel(loadFromFolder(join(first.out, 'classifier')));
  const rows = (await (classifier.predict(tf.zeros([2, 32, 32, 3])) as tf.Tensor).array()) as number[][];
  for (const row of rows) expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
});

test('the classifier that is saved makes of pictures what the heads made of their features', async () => {
  const data = await pictureFolder({ cat: 30, dog: 20, emu: 10 });
  const { out, result } = await train({ data, many: 20, few: 10, epochs: 1 });
  const classifier = await loadClassifier(join(out, 'classifier'));
  expect(classifier.bounds).toEqual({ many: 20, few: 10 });
  const { groups } = await evaluateClassifier(classifier, (await loadImageFolder(data)).test);
  expect(groups.all.value).toBeCloseTo(result.test!.accuracy.all!, 10);
  expect(groups.perClass.map((of) => of?.value)).toEqual(result.test!.perClass);
});

test('features of a damaged file of the cache are computed again, and are the same', async () => {
  const data = await pictureFolder({ cat: 6, dog: 4 });
  const cache = await temporaryFolder();
  const first = await train({ data, cache });
  const [backbone] = await readdir(cache);
  const folder = join(cache, backbone!, 'centre');
  const [pack] = await readdir(folder);
  await truncate(join(folder, pack!), 1000);

  const second = await train({ data, cache });
  expect(second.encoded).toBeGreaterThan(0);
  expect(second.result.test).toEqual(first.result.test);
  expect((await train({ data, cache })).encoded).toBe(0);
});

test('a cache that cannot be written is told, and the run goes on', async () => {
  const data = await pictureFolder({ cat: 4, dog: 4 });
  const cache = join(data, 'cat', '0.png');
  const { notes, result } = await train({ data, cache });
  expect(notes.filter((text) => text.startsWith('The features are not kept'))).toHaveLength(1);
  expect(result.last.epoch).toBe(2);
});

test.each(['ce', 'bsce', 'bib'] as const)('%s learns with cosine classifiers, too', async (method) => {
  const data = await pictureFolder({ cat: 6, dog: 4 });
  const { result } = await train({ data, method, classifier: 'cosine' });
  expect(result.test).toBeDefined();
});

test('the backbone may be a LayersModel in a folder; its taps are found and told', async () => {
  await startBackend('wasm');
  const conv = { kernelSize: 3, strides: 2, filters: 4, activation: 'relu' } as const;
  const model: LayersModel = sequential({
    layers: [
      layers.conv2d({ ...conv, inputShape: [32, 32, 3], name: 'a' }),
      layers.conv2d({ ...conv, name: 'b' }),
      layers.conv2d({ ...conv, name: 'c' }),
    ],
  });
  const backbone = await temporaryFolder();
  await model.save(saveToFolder(backbone));
  const data = await pictureFolder({ cat: 6, dog: 4 });

  const { notes } = await train({ data, backbone });
  expect(notes.find((text) => text.startsWith('Taps'))).toContain(
    'a [15 × 15 × 4], b [7 × 7 × 4], c [3 × 3 × 4]',
  );
  const two = await train({ data, backbone: join(backbone, 'model.json'), taps: 'b,c', imageSize: 32 });
  expect(two.notes.find((text) => text.startsWith('Taps'))).toBeUndefined();
  await expect(train({ data, backbone, taps: 'b,nothing' })).rejects.toThrow(
    /^options\.taps must be an output of the backbone; .*'nothing'/,
  );
  await expect(train({ data, many: 10 })).rejects.toThrow(
    'options.few must not exceed options.many (10), got 20',
  );
  await expect(train({ data, backbone, imageSize: 64 })).rejects.toThrow('images of 32 × 32 pixels');
});

test('the backbone may be a GraphModel, whose files are saved along; all of it cannot learn', async () => {
  await startBackend('wasm');
  const conv = { kernelSize: 3, padding: 'same', activation: 'relu' } as const;
  const convnet = sequential({
    layers: [
      layers.conv2d({ ...conv, filters: 16, inputShape: [32, 32, 3], name: 'conv1' }),
      layers.conv2d({ ...conv, filters: 32, strides: 2, name: 'conv2' }),
      layers.conv2d({ ...conv, filters: 64, strides: 2, name: 'conv3' }),
    ],
  });
  const backbone = await temporaryFolder();
  await saveToFolder(backbone).save!(await frozenConvnet(convnet));
  const data = await pictureFolder({ cat: 6, dog: 4 });
  const { out, result } = await train({ data, backbone, taps: 'conv2/Relu,conv3/Relu', epochs: 8 });
  expect(result.test!.perClass).toHaveLength(2);

  const classifier = await loadClassifier(join(out, 'classifier'));
  expect(classifier.image).toMatchObject({ height: 32, width: 32, channels: 3 });
  const parts = await readdir(join(out, 'classifier'));
  expect(parts).toEqual(expect.arrayContaining(['backbone', 'head', 'labels.json', 'README.md']));
  await expect(train({ data, backbone, taps: 'conv3/Relu', train: 'all' })).rejects.toThrow(
    'GraphModel, which stays',
  );
});

/** Two convolutions with an input of some shape. */
function convnet(inputShape: (number | null)[], options: { dataFormat?: 'channelsFirst' } = {}): LayersModel {
  const conv = { kernelSize: 3, strides: 2, filters: 4, activation: 'relu', ...options } as const;
  return sequential({
    layers: [
      layers.conv2d({ ...conv, inputShape: inputShape as number[], name: 'a' }),
      layers.conv2d({ ...conv, name: 'b' }),
    ],
  });
}

/** With all weights of its last layer the same number. */
function filled(net: LayersModel, value: number): LayersModel {
  const last = net.layers.at(-1)!;
  last.setWeights(last.getWeights().map(({ shape }) => tf.fill(shape, value)));
  return net;
}

function sumOfTwoInputs(): LayersModel {
  const inputs = [0, 1].map(() => input({ shape: [32, 32, 3] }));
  return model({ inputs, outputs: layers.add().apply(inputs) as SymbolicTensor });
}

function ofWholeNumbers(): LayersModel {
  const images = input({ shape: [32, 32, 3], dtype: 'int32' });
  return model({
    inputs: images,
    outputs: layers.activation({ activation: 'relu' }).apply(images) as SymbolicTensor,
  });
}

test.each<[string, () => LayersModel, string]>([
  [
    'weights that are NaN',
    () => filled(convnet([32, 32, 3]), Number.NaN),
    "have finite weights (train it anew, or get it again), got NaN in b/kernel of '<folder>'",
  ],
  [
    'features that are not finite',
    () => filled(convnet([32, 32, 3]), 1e38),
    'give finite features of every picture',
  ],
  [
    'grey images',
    () => convnet([32, 32, 1]),
    'take colour images, any number of them at once, [any, height, width, 3] of float32 (save it with such an input, or compute ' +
      "features with a program of your own and give them as options.features), got '<folder>', which takes [any,32,32,1] of float32",
  ],
  [
    'sides that are no multiple of 4',
    () => convnet([30, 30, 3]),
    'take square images whose side is a multiple of 4',
  ],
  ['images that are no squares', () => convnet([32, 64, 3]), "got '<folder>', which takes [any,32,64,3]"],
  [
    'images of any size',
    () => convnet([null, null, 3]),
    'take images of a size that is known, such as [any, 224',
  ],
  [
    'channels that come first',
    () => convnet([3, 32, 32], { dataFormat: 'channelsFirst' }),
    'take colour images',
  ],
  [
    'features as its input',
    () => sequential({ layers: [layers.dense({ units: 3, inputShape: [12] })] }),
    "got '<folder>', which takes [any,12] of float32",
  ],
  ['two inputs', sumOfTwoInputs, 'which takes [any,32,32,3] of float32 and [any,32,32,3] of float32'],
  ['whole numbers as its input', ofWholeNumbers, 'which takes [any,32,32,3] of int32'],
  [
    'no layer that can be observed',
    () => sequential({ layers: [layers.reshape({ targetShape: [32, 32, 3], inputShape: [32, 32, 3] })] }),
    'have a map, a sequence or features, got one without',
  ],
])("a backbone of one's own with %s is refused before anything is trained", async (_, build, message) => {
  await startBackend('wasm');
  const backbone = await temporaryFolder();
  await build().save(saveToFolder(backbone));
  const data = await pictureFolder({ cat: 6, dog: 4 });
  const told = await refusal({ data, backbone });
  expect(told).toMatch(/^options\.backbone must /);
  expect(told).toContain(message.replace('<folder>', backbone));
});

test('a GraphModel that does not fit is refused just as a LayersModel is', async () => {
  await startBackend('wasm');
  const data = await pictureFolder({ cat: 6, dog: 4 });
  const convolutions = (side: number, channels: number) => {
    const [first, ...others] = [1, 2, 3].map((i) => ({ name: `conv${i}`, filters: 4, kernelSize: 3 }));
    const stack = [{ ...first!, inputShape: [side, side, channels] }, ...others];
    return sequential({ layers: stack.map((each) => layers.conv2d(each)) });
  };
  const refused = async (net: LayersModel, options: Partial<FolderOptions> = {}) => {
    const backbone = await temporaryFolder();
    await saveToFolder(backbone).save!(await frozenConvnet(net));
    return refusal({ data, backbone, ...options });
  };
  expect(await refused(filled(convolutions(32, 3), Number.NaN))).toMatch(
    /^options\.backbone must have finite weights/,
  );
  expect(await refused(convolutions(32, 1))).toMatch(/^options\.backbone must take colour images/);
  expect(await refused(convolutions(30, 3))).toMatch(/^options\.backbone must take square images/);
  expect(await refused(convolutions(32, 3), { taps: 'nothing' })).toMatch(
    /^options\.taps must be a node .*'nothing'$/,
  );
  const weights = await temporaryFolder();
  await convolutions(32, 3).save(saveToFolder(weights));
  expect(await refused(convolutions(32, 3), { weights })).toBe(
    `options.weights must be left out for a GraphModel, which brings its own, got '${weights}'`,
  );
});

test('a backbone with a layer that TensorFlow.js does not know is refused by its name', async () => {
  await startBackend('wasm');
  const backbone = await temporaryFolder();
  await convnet([32, 32, 3]).save(saveToFolder(backbone));
  const file = join(backbone, 'model.json');
  await writeFile(
    file,
    (await readFile(file, 'utf8')).replace('"class_name":"Conv2D"', '"class_name":"Mine"'),
  );
  const data = await pictureFolder({ cat: 6, dog: 4 });
  expect(await refusal({ data, backbone })).toMatch(
    /^options\.backbone must be a LayersModel or a GraphModel that TensorFlow\.js can load, got '.*': Unknown layer: Mine/,
  );
});

test('all of a network learns with --train all', async () => {
  const data = await pictureFolder({ cat: 6, dog: 4 }, 32);
  const { out } = await train({ data, train: 'all', backbone: 'resnet32', epochs: 1 });
  const classifier = await loadLayersModel(loadFromFolder(join(out, 'classifier')));
  expect(classifier.inputs[0]!.shape).toEqual([null, 32, 32, 3]);
});

test.each(['heads', 'all'] as const)(
  'with --train %s the counts are those of the pictures that can be read',
  async (part) => {
    const data = await pictureFolder({ cat: 20, dog: 10 }, 32);
    const { train: listed, test: tested } = await loadImageFolder(data);
    // One to train on, and all but two to test on.
    const broken = [listed.paths.find((path) => path.startsWith('cat/'))!, ...tested.paths.slice(2)];
    for (const path of broken) await truncate(join(data, path), 60);
    const { out, told } = await train({ data, train: part, backbone: 'resnet32', epochs: 1 });
    const skipped = told.flatMap((event) => (event.type === 'skipped' ? event.path : []));
    expect(skipped.sort()).toEqual(broken.sort());
    const counts = countPerClass(listed);
    const metrics = JSON.parse(await readFile(join(out, 'metrics.json'), 'utf8'));
    const samplesPerClass = [counts[0]! - 1, counts[1]];
    expect(metrics).toMatchObject({ samplesPerClass, skippedImages: broken.length });
    const card = await readFile(join(out, 'classifier', 'README.md'), 'utf8');
    expect(card).toContain(`on ${samplesPerClass[0]! + samplesPerClass[1]!} images of 2 classes`);
    expect(card).toContain('on 2 test images of');
  },
);

test('heads learn from a file of features, and are saved alone', async () => {
  const folder = await temporaryFolder();
  const features = join(folder, 'features.safetensors');
  const labels = Int32Array.from({ length: 40 }, (_, i) => (i % 5 === 0 ? 1 : 0));
  const tap = (width: number) => ({
    width,
    values: Float32Array.from(
      { length: 40 * width },
      (_, i) => labels[Math.floor(i / width)]! + Math.sin(i) / 4,
    ),
  });
  await writeFeatures(features, { taps: [tap(3), tap(6)], labels });

  const { out, result } = await train({ features, classifier: 'cosine', epochs: 10, learningRate: 0.02 });
  expect(result.test!.accuracy.all).toBeGreaterThan(0.7);
  const { start } = (await readRun(out)).log;
  for (const name of Object.keys(ofPictures)) expect(start.options).not.toHaveProperty(name);
  expect(start.options).toMatchObject({ classifier: 'cosine', cosineScale: 20, zWidth: 8 });
  const classifier = await loadLayersModel(loadFromFolder(join(out, 'classifier')));
  expect(classifier.inputs.map(({ shape }) => shape)).toEqual([[null, 6]]);
});

/** Options of pictures, which mean nothing to a run on features. */
const ofPictures = {
  train: 'all',
  backbone: 'resnet10',
  taps: 'a,b',
  imageSize: 32,
  normalisation: 'imagenet',
  weights: 'there',
  views: 2,
} as const;

test.each<[Partial<FolderOptions> & FolderReading, string]>([
  [{ data: 'there', cosineScale: 5 }, 'cosineScale has no effect with classifier linear; leave it out.'],
  [{ data: 'there', method: 'ce', zWidth: 64 }, 'zWidth has no effect with method ce; leave it out.'],
  [{ data: 'there', train: 'all', views: 3 }, 'views has no effect with train all; leave it out.'],
  [{ data: 'there', labels: 'y.npy' }, 'labels has no effect with data there; leave it out.'],
  ...Object.entries(ofPictures).map(([name, value]): [FolderReading, string] => [
    { features: 'x.npz', [name]: value },
    `${name} has no effect with features x.npz; leave it out.`,
  ]),
])('an option that nothing reads is refused before anything else: %o', async (options, message) => {
  const error = await runJob(job, { out: join(await temporaryFolder(), 'run'), ...options }).catch((e) => e);
  expect(error).toBeInstanceOf(UnreadOptionError);
  expect(error.message).toBe(message);
});

test.each<[string, Record<string, Buffer | string | true>, string]>([
  ['nothing', {}, 'is empty'],
  ['one class', pictures({ cat: 3 }), 'one class only'],
  ['no picture', { 'cat/readme.txt': 'hello', 'dog/readme.txt': 'hello' }, 'holds no pictures'],
  [
    'pictures that cannot be decoded',
    pictures({ cat: 4, dog: 4 }),
    'there is nothing to learn 2 of 2 classes from',
  ],
])('a folder with %s is answered by a sentence', async (_, files, sentence) => {
  const data = await imageFolder(files);
  await expect(train({ data })).rejects.toThrow(sentence);
});

test('a folder with one picture of each class is answered by a sentence', async () => {
  const data = await pictureFolder({ cat: 1, dog: 1 });
  await expect(train({ data })).rejects.toThrow('there is nothing to test on, as its split has neither');
});

test('3,000 classes of two samples are trained on', async () => {
  const folder = await temporaryFolder();
  const labels = Int32Array.from({ length: 6000 }, (_, i) => i % 3000);
  const values = Float32Array.from({ length: 6000 * 4 }, (_, i) => Math.sin(i));
  const features = join(folder, 'features.safetensors');
  await writeFeatures(features, { taps: [{ width: 4, values }], labels });
  const { result } = await train({ features, epochs: 1, batchSize: 256 });
  // One is for the training, one for the test, so there is nothing to validate on.
  expect(result.test).toBeUndefined();
  expect(result.last.perClass).toHaveLength(3000);
});

test('neither data nor features, or both, is answered by a sentence', async () => {
  await expect(train({})).rejects.toThrow('Give either options.data, a folder of pictures');
  await expect(train({ data: 'a', features: 'b' })).rejects.toThrow(
    'Give either options.data, a folder of pictures',
  );
});
