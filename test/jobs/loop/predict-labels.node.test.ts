import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import type { BatchSource } from '../../../src/jobs/data/batch-source';
import { normalise } from '../../../src/jobs/data/preprocessing/normalise';
import { plainSource } from '../../../src/jobs/files/memory-sources';
import { predictLabels } from '../../../src/jobs/loop/predict-labels';
import { buildNet } from '../../../src/jobs/nets/build-net';
import { defaultLossOptions } from '../../../src/jobs/nets/methods';
import { tinyConvnet } from '../support/tiny-convnet';
import { startCpu } from '../support/tiny-model';
import { randomImages, tinyNormalisation } from '../support/tiny-recipe';

beforeAll(startCpu);

function build() {
  return buildNet('mbib', tinyConvnet(), ['stage1', 'stage2', 'stage3'], {
    ...defaultLossOptions('mbib'),
    samplesPerClass: [1, 1, 1, 1],
    seed: 0,
  });
}

test('every image has the prediction that it has alone, whatever batch it falls into', async () => {
  const { classifier } = build();
  const set = randomImages(503);

  const source = plainSource(set, tinyNormalisation);
  const { predictions, labels } = (await predictLabels(classifier, source, 250))!;

  expect(labels).toEqual(set.labels);
  expect(predictions).toHaveLength(503);
  for (const index of [0, 249, 250, 499, 500, 502]) {
    const image = tf.tensor4d(normalise(set, [index], tinyNormalisation), [1, 4, 4, 2]);
    const [alone] = await tf.argMax(classifier.predict(image) as tf.Tensor, -1).data();
    expect(predictions[index], `image ${index}`).toBe(alone);
  }
});

test('running statistics and all other weights stay as they are, and no tensor is left', async () => {
  const { trainer, classifier } = build();
  const values = () => trainer.weights.map((weight) => weight.read().dataSync());
  const before = values();
  const tensors = tf.memory().numTensors;

  await predictLabels(classifier, plainSource(randomImages(20), tinyNormalisation), 250);

  expect(values()).toEqual(before);
  expect(tf.memory().numTensors).toBe(tensors);
});

test('an evaluation that is stopped has no result', async () => {
  let asked = 0;
  const predictions = await predictLabels(
    build().classifier,
    plainSource(randomImages(600), tinyNormalisation),
    250,
    () => ++asked === 2,
  );
  expect(predictions).toBeUndefined();
  expect(asked).toBe(2);
});

test('images that cannot be read are in neither the labels nor the predictions', async () => {
  const whole = plainSource(randomImages(20), tinyNormalisation);
  const kept = Int32Array.from([0, 3, 4, 19]);
  const source: BatchSource = {
    ...whole,
    batches: (order, randomOf) =>
      whole.batches(
        order.map((indices) => indices.filter((index) => kept.includes(index))),
        randomOf,
      ),
  };

  const { labels, predictions } = (await predictLabels(build().classifier, source, 5))!;

  expect(labels).toEqual(kept.map((index) => whole.labels[index]!));
  expect(predictions).toHaveLength(4);
});
