import { join } from 'node:path';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { shotAccuracy } from 'mbib';
import { expect, test } from 'vitest';
import { job as cifar100 } from '../../examples/cifar100-lt';
import { job as digits } from '../../examples/digits';
import { job as imagenetLt } from '../../examples/imagenet-lt';
import { longTailedDigits } from '../../src/jobs/data/digits/long-tailed-digits';
import type { ImageSet } from '../../src/jobs/data/image-set';
import { MersenneTwister } from '../../src/jobs/data/mersenne-twister';
import { loadClassifier } from '../../src/jobs/files/classifier/load-classifier';
import { loadDigits } from '../../src/jobs/files/load-digits';
import { loadFromFolder } from '../../src/jobs/files/save-model';
import { loadImagenetLt } from '../../src/jobs/photos/lists/load-imagenet-lt';
import { predictPictures } from '../../src/jobs/run/classifier/predict-pictures';
import { runJob } from '../../src/jobs/run/run-job';
import { photoFolder } from '../jobs/support/photo-folder';
import { temporaryFolder } from '../jobs/support/temporary-folder';
import { weightsOf } from '../jobs/support/weights-of';

/** The accuracy of a run's classifier, which tfjs alone loads, on pixels 0..255 as whole numbers. */
async function accuracyOf(
  run: string,
  { images, labels, height, width, channels }: ImageSet,
): Promise<number> {
  const model = await loadLayersModel(loadFromFolder(join(run, 'classifier')));
  const pixels = tf.tensor(images, [labels.length, height, width, channels], 'int32');
  const predicted = await tf.tidy(() => tf.argMax(model.predict(pixels) as tf.Tensor, -1)).data();
  pixels.dispose();
  model.dispose();
  return labels.filter((label, i) => predicted[i] === label).length / labels.length;
}

test("the digits' classifier takes pixels, is right as often as trained, and in smaller forms within half a point", async () => {
  const out = join(await temporaryFolder(), 'run');
  const options = { method: 'mbib', epochs: 4, seed: 0, backend: 'wasm', out } as const;
  const { last } = await runJob(digits, options);
  const { test: set } = longTailedDigits(loadDigits(), 0);
  const said = last.accuracy.all!;
  const float32 = await weightsOf(out);
  expect(Math.abs((await accuracyOf(out, set)) - said)).toBeLessThan(1.5 / set.labels.length);

  for (const [quantize, most] of [
    ['float16', 0.51],
    ['uint8', 0.26],
  ] as const) {
    await runJob(digits, { ...options, resume: true, quantize });
    const small = await weightsOf(out);
    expect(small.length / float32.length).toBeLessThanOrEqual(most);
    expect(Math.abs((await accuracyOf(out, set)) - said)).toBeLessThanOrEqual(0.005);
  }

  await runJob(digits, { ...options, resume: true });
  expect(await weightsOf(out)).toEqual(float32);
}, 240_000);

test('the classifier of CIFAR-100-LT takes pixels and is right as often as trained', async () => {
  const out = join(await temporaryFolder(), 'run');
  const data = { train: randomImages(200), test: randomImages(100) };
  const { last } = await runJob(cifar100, {
    data,
    method: 'ce',
    imbalance: 10,
    epochs: 1,
    backend: 'wasm',
    out,
  });
  expect(await accuracyOf(out, data.test)).toBeCloseTo(last.accuracy.all!, 10);
}, 240_000);

test("pictures are classified as the job's evaluation classified them", async () => {
  const out = join(await temporaryFolder(), 'run');
  const data = await photoFolder();
  const { last } = await runJob(imagenetLt, {
    ...{ data, imageSize: 32, batchSize: 4, workers: 1, epochs: 2 },
    ...{ backbone: 'resnet10', backend: 'wasm', out },
  });
  const { test: list } = await loadImagenetLt(data);
  const classifier = await loadClassifier(out);
  expect(classifier.image).toEqual({ height: 32, width: 32, channels: 3, shorterSide: 37 });
  const { pictures, probabilities } = await predictPictures(classifier, list, { workers: 1 });
  const labels = pictures.map((picture) => list.labels[picture]!);
  const predictions = Int32Array.from(probabilities, (row) => row.indexOf(Math.max(...row)));
  const { perClass } = await shotAccuracy(labels, predictions, classifier.samplesPerClass);
  expect(perClass).toEqual(last.perClass);
  classifier.dispose();
}, 240_000);

function randomImages(count: number): ImageSet {
  const random = new MersenneTwister(count);
  return {
    images: Uint8Array.from({ length: count * 32 * 32 * 3 }, () => random.interval(255)),
    labels: Int32Array.from({ length: count }, (_, i) => i % 20),
    height: 32,
    width: 32,
    channels: 3,
    classes: 20,
    classNames: Array.from({ length: 20 }, (_, i) => `class ${i}`),
  };
}
