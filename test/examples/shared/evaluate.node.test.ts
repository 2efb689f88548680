import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { normalise } from '../../../examples/shared/augment';
import { predictLabels } from '../../../examples/shared/evaluate';
import { buildNet, defaultLossOptions } from '../../../examples/shared/methods';
import { startCpu } from '../support/tiny-model';
import { randomImages, tinyConvnet } from '../support/tiny-recipe';

const normalisation = { mean: [0.5, 0.5], std: [0.25, 0.25] };

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

  const predictions = (await predictLabels(classifier, set, normalisation))!;

  expect(predictions).toHaveLength(503);
  for (const index of [0, 249, 250, 499, 500, 502]) {
    const image = tf.tensor4d(normalise(set, [index], normalisation), [1, 4, 4, 2]);
    const [alone] = await tf.argMax(classifier.predict(image) as tf.Tensor, -1).data();
    expect(predictions[index], `image ${index}`).toBe(alone);
  }
});

test('running statistics and all other weights stay as they are, and no tensor is left', async () => {
  const { trainer, classifier } = build();
  const values = () => trainer.weights.map((weight) => weight.read().dataSync());
  const before = values();
  const tensors = tf.memory().numTensors;

  await predictLabels(classifier, randomImages(20), normalisation);

  expect(values()).toEqual(before);
  expect(tf.memory().numTensors).toBe(tensors);
});

test('an evaluation that is stopped has no result', async () => {
  let asked = 0;
  const predictions = await predictLabels(
    build().classifier,
    randomImages(600),
    normalisation,
    () => ++asked === 2,
  );
  expect(predictions).toBeUndefined();
  expect(asked).toBe(2);
});
