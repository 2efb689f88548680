import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import { classifierFiles } from '../../../src/jobs/classifier/classifier-files';
import { graphClassifierFiles } from '../../../src/jobs/classifier/graph-classifier-files';
import { saveClassifier } from '../../../src/jobs/files/classifier/save-classifier';
import { temporaryFolder } from '../support/temporary-folder';
import { startCpu } from '../support/tiny-model';

beforeAll(startCpu);

const classifier = () =>
  sequential({
    layers: [layers.flatten({ inputShape: [4, 4, 3] }), layers.dense({ units: 2, activation: 'softmax' })],
  });

const description = {
  dataSet: 'Pets',
  method: 'MBIB',
  labels: ['cat', 'dog'],
  samplesPerClass: [5, 0],
  bounds: { many: 3, few: 2 },
  preprocessing: { mean: [0, 0, 0], std: [1, 1, 1], shorterSide: 4 },
  measured: { images: 3, accuracy: { all: 0.5, many: 1, medium: null, few: null }, epoch: 2 },
};

const { preprocessing, measured } = description;

const misfits: [change: object, kind: typeof Error, message: string][] = [
  [{ samplesPerClass: [5, Number.NaN] }, RangeError, 'samplesPerClass[1] must be a finite number, got NaN'],
  [{ samplesPerClass: [5, -1] }, RangeError, 'samplesPerClass[1] must not be negative, got -1'],
  [
    { samplesPerClass: [5, 0.5] },
    RangeError,
    'samplesPerClass[1] must be a whole number of at least 0, got 0.5',
  ],
  [{ samplesPerClass: ['5', 1] }, TypeError, "samplesPerClass[0] must be a finite number, got '5'"],
  [
    { samplesPerClass: [5] },
    RangeError,
    'samplesPerClass must have one entry for each of 2 classes, got [5]',
  ],
  [{ samplesPerClass: undefined }, TypeError, 'samplesPerClass must be given, got nothing'],
  [{ labels: ['cat'] }, RangeError, "labels must have one entry for each of 2 classes, got ['cat']"],
  [{ labels: ['cat', 3] }, TypeError, 'labels[1] must be a text, got 3'],
  [{ labels: 'cat' }, TypeError, "labels must be a list of the names of the classes, got 'cat'"],
  [{ dataSet: '' }, RangeError, "dataSet must be a text that is not empty, got ''"],
  [{ method: 7 }, TypeError, 'method must be a text, got 7'],
  [
    { bounds: { many: 1, few: 2 } },
    RangeError,
    'bounds.few must not exceed description.bounds.many (1), got 2',
  ],
  [{ bounds: { most: 3 } }, TypeError, 'bounds must hold many, few only, got most'],
  [
    { preprocessing: { ...preprocessing, pad: 4 } },
    TypeError,
    'preprocessing must hold mean, std, shorterSide only, got pad',
  ],
  [
    { preprocessing: { ...preprocessing, shorterSide: 0.5 } },
    RangeError,
    'preprocessing.shorterSide must be a whole number',
  ],
  [
    { preprocessing: { ...preprocessing, std: [1, 0, 1] } },
    RangeError,
    'preprocessing.std[1] must be above 0, got 0',
  ],
  [{ measured: { ...measured, images: Number.NaN } }, RangeError, 'measured.images must be a whole number'],
  [
    { measured: { ...measured, accuracy: 0.5 } },
    TypeError,
    'measured.accuracy must hold the accuracies all, many',
  ],
  [{ classNames: ['cat', 'dog'] }, TypeError, ', measured only, got classNames'],
];

test.each(misfits)(
  'a description with %o is refused, and nothing is written',
  async (change, kind, message) => {
    const given = { ...description, ...change } as typeof description;
    const folder = join(await temporaryFolder(), 'classifier');
    for (const files of [classifierFiles(classifier(), given), saveClassifier(folder, classifier(), given)]) {
      const error = await files.catch((thrown) => thrown);
      expect(error).toBeInstanceOf(kind);
      expect(error.message).toMatch(/^description\b/);
      expect(error.message).toContain(message);
    }
    expect(existsSync(folder)).toBe(false);
  },
);

test('a description that fits is taken as it is, a class without training images included', async () => {
  const files = await classifierFiles(classifier(), description);
  const labels = JSON.parse(String(files.find(({ name }) => name === 'labels.json')!.content));
  expect(labels).toMatchObject({
    labels: ['cat', 'dog'],
    samplesPerClass: [5, 0],
    bounds: { many: 3, few: 2 },
  });
});

test.each<[object, string]>([
  [{ node: '' }, "backbone.node must be a text that is not empty, got ''"],
  [{ size: [4] }, 'backbone.size must be [height, width], got [4]'],
  [{ size: [4, Number.NaN] }, 'backbone.size[1] must be a whole number of at least 1, got NaN'],
  [{ artifacts: undefined }, 'backbone.artifacts must be given, got nothing'],
  [{ files: 'model' }, 'backbone must hold node, size, artifacts only, got files'],
])('a GraphModel with %o is refused', async (change, message) => {
  const head = sequential({ layers: [layers.dense({ inputShape: [3], units: 2, activation: 'softmax' })] });
  const graph = { node: 'a', size: [4, 4] as const, artifacts: {} as tf.io.ModelArtifacts, ...change };
  await expect(graphClassifierFiles(head, graph, description)).rejects.toThrow(message);
  const counts = { ...description, samplesPerClass: [1.5, 2] };
  const whole = { node: 'a', size: [4, 4] as const, artifacts: {} };
  await expect(graphClassifierFiles(head, whole, counts)).rejects.toThrow('description.samplesPerClass[0]');
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])(
  'a classifier with %o among its weights is refused by its name, and nothing is written',
  async (value) => {
    const folder = join(await temporaryFolder(), 'classifier');
    const head = sequential({
      layers: [layers.dense({ name: 'last', inputShape: [3], units: 2, activation: 'softmax' })],
    });
    head.layers[0]!.setWeights([tf.zeros([3, 2]), tf.tensor1d([0, value])]);
    const { preprocessing: _, ...ofFeatures } = description;
    const wrong = `must have finite weights (train it anew, with a lower learning rate), got ${value} in last/bias`;
    await expect(classifierFiles(head, ofFeatures)).rejects.toThrow(`classifier ${wrong}`);
    await expect(saveClassifier(folder, head, ofFeatures)).rejects.toThrow(`classifier ${wrong}`);
    expect(existsSync(folder)).toBe(false);
    const graph = { node: 'a', size: [4, 4] as const, artifacts: {} };
    await expect(graphClassifierFiles(head, graph, description)).rejects.toThrow(`head ${wrong}`);
  },
);
