import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, loadLayersModel, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { withPreprocessing } from '../../../src/jobs/classifier/with-preprocessing';
import type { ImageSet } from '../../../src/jobs/data/image-set';
import {
  cifarNormalisation,
  digitsNormalisation,
  efficientNetLiteNormalisation,
  type Normalisation,
} from '../../../src/jobs/data/preprocessing/normalisations';
import { normalise } from '../../../src/jobs/data/preprocessing/normalise';
import { tolerance } from '../../support/backend';
import { expectClose } from '../../support/close';

/** Every value that a pixel can have, in every channel. */
function everyPixel(channels: number): ImageSet {
  const images = Uint8Array.from({ length: 256 * channels }, (_, i) => Math.floor(i / channels));
  const labels = Int32Array.of(0);
  return { images, labels, height: 16, width: 16, channels, classes: 1, classNames: ['all'] };
}

/** Gives what it is given. */
function identity(channels: number): LayersModel {
  return sequential({ layers: [layers.flatten({ inputShape: [16, 16, channels], name: 'flat' })] });
}

const cases: [string, Normalisation, number][] = [
  ['one channel', digitsNormalisation, 1],
  ['channels that differ', cifarNormalisation, 3],
  ['channels that are alike', efficientNetLiteNormalisation, 3],
];

describe.each(cases)('with preprocessing, %s', (_, normalisation, channels) => {
  const set = everyPixel(channels);
  const expected = normalise(set, [0], normalisation);

  test.each(['int32', 'float32'] as const)(
    '%s pixels become what training normalises them to',
    async (dtype) => {
      const model = withPreprocessing(identity(channels), normalisation);
      const pixels = tf.tensor(set.images, [1, 16, 16, channels], dtype);
      const normalised = await (model.predict(pixels) as tf.Tensor).data();
      expectClose(normalised, expected, { rtol: tolerance(2e-6), atol: tolerance(1e-6) });
    },
  );

  test('a saved one is loaded by tfjs alone and computes the same', async () => {
    const model = withPreprocessing(identity(channels), normalisation);
    let saved: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
      }),
    );
    const loaded = await loadLayersModel(tf.io.fromMemory(saved!));
    const pixels = tf.tensor4d(set.images, [1, 16, 16, channels]);
    const outputs = [model, loaded].map((each) => (each.predict(pixels) as tf.Tensor).data());
    expect(await outputs[1]).toEqual(await outputs[0]);
  });
});

test('the classifier is shared, not copied, and outlives the model before it', async () => {
  const dense = layers.dense({ units: 2, name: 'shared_dense' });
  const classifier = sequential({ layers: [layers.flatten({ inputShape: [2, 2, 3] }), dense] });
  const before = tf.memory().numTensors;
  const model = withPreprocessing(classifier, cifarNormalisation);
  dense.setWeights([tf.zeros([12, 2]), tf.tensor1d([3, 4])]);
  const [zeros] = [tf.zeros([1, 2, 2, 3])];
  expectClose(await (model.predict(zeros) as tf.Tensor).data(), [3, 4]);
  model.dispose();
  expectClose(await (classifier.predict(zeros) as tf.Tensor).data(), [3, 4]);
  // The two tensors given to setWeights, the zeros, and two outputs.
  expect(tf.memory().numTensors - before).toBe(5);
  classifier.dispose();
  // The two weights are freed.
  expect(tf.memory().numTensors - before).toBe(3);
});

test('nothing of it can be trained', () => {
  const model = withPreprocessing(identity(3), cifarNormalisation);
  expect(model.trainableWeights).toEqual([]);
});

test.each([
  [
    identity(3),
    digitsNormalisation,
    RangeError,
    "have 3 channels, as the classifier's images have, got 1 means",
  ],
  [
    sequential({ layers: [layers.dense({ units: 2, inputShape: [4] })] }),
    digitsNormalisation,
    RangeError,
    '[any,4]',
  ],
  [identity(1), { mean: [0], std: [0] }, RangeError, 'normalisation.std[0] must be above 0, got 0'],
  [identity(1), { mean: [0] }, TypeError, 'normalisation.std must be given'],
])('what does not fit is refused %#', (classifier, normalisation, type, message) => {
  expect(() => withPreprocessing(classifier, normalisation as Normalisation)).toThrow(type);
  expect(() => withPreprocessing(classifier, normalisation as Normalisation)).toThrow(message);
});
