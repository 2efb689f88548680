import * as tf from '@tensorflow/tfjs-core';
import { meanPositivePosterior, representationQuality } from 'mbib';
import { beforeAll, expect, test } from 'vitest';
import type { ImageBatches } from '../../../src/jobs/data/batch-source';
import { normalise } from '../../../src/jobs/data/normalise';
import { plainSource } from '../../../src/jobs/files/memory-sources';
import { GROUPS } from '../../../src/jobs/log/groups';
import { observedNet } from '../../../src/jobs/loop/batch-outputs';
import { areFew } from '../../../src/jobs/loop/outputs/group-distances';
import { sampledImages } from '../../../src/jobs/loop/outputs/sampled-images';
import { predictLabels } from '../../../src/jobs/loop/predict-labels';
import { testOutputs } from '../../../src/jobs/loop/test-outputs';
import { buildNet } from '../../../src/jobs/nets/build-net';
import { expertsOf } from '../../../src/jobs/nets/experts/experts-of';
import { buildFeatureNet } from '../../../src/jobs/nets/frozen/feature-net';
import { defaultLossOptions, type MethodName } from '../../../src/jobs/nets/methods';
import { featureSource } from '../../../src/jobs/run/features/feature-source';
import { tinyConvnet } from '../support/tiny-convnet';
import { startCpu } from '../support/tiny-model';
import { randomImages, tinyNormalisation } from '../support/tiny-recipe';

beforeAll(startCpu);

const samplesPerClass = [400, 300, 50, 10];
const set = randomImages(203);
const source = plainSource(set, tinyNormalisation);

function build(method: MethodName) {
  const options = defaultLossOptions(method);
  const backbone = tinyConvnet(expertsOf({ method, ...options }));
  return buildNet(method, backbone, ['stage1', 'stage2', 'stage3'], { ...options, samplesPerClass, seed: 0 });
}

test.each(['ce', 'mbib', 'sade', 'reslt'] as const)(
  'outputs of %s are those of its classifier and its representation, image by image',
  async (method) => {
    const net = build(method);
    const { numTensors } = tf.memory();
    const outputs = (await testOutputs(observedNet(net), source, 50, { samplesPerClass }))!;
    expect(tf.memory().numTensors).toBe(numTensors);

    const images = tf.tensor(
      normalise(set, Array.from(set.labels.keys()), tinyNormalisation),
      [203, 4, 4, 2],
    );
    const probabilities = net.classifier.predict(images) as tf.Tensor2D;
    const rows = (await probabilities.array()) as number[][];
    const evaluated = (await predictLabels(net.classifier, source, 50))!;
    expect(outputs.images).toEqual(Int32Array.from(set.labels.keys()));
    expect(outputs.labels).toEqual(set.labels);
    expect(outputs.predictions).toEqual(evaluated.predictions);
    for (const [i, row] of rows.entries()) {
      expect(outputs.confidence[i]).toBeCloseTo(Math.max(...row), 6);
      expect(outputs.truth[i]).toBeCloseTo(row[set.labels[i]!]!, 6);
    }
    const posterior = await meanPositivePosterior(set.labels, probabilities, { fromLogits: false });
    for (const [k, mean] of posterior.entries()) expect(outputs.posterior[k]).toBeCloseTo(mean!, 6);
    const z = await (net.representation.predict(images) as tf.Tensor).data();
    const width = z.length / 203;
    for (const [i, row] of outputs.sample.entries()) {
      const [kept, expected] = [
        outputs.z.subarray(i * width, (i + 1) * width),
        z.subarray(row * width, (row + 1) * width),
      ];
      expect(Math.max(...kept.map((value, j) => Math.abs(value - expected[j]!)))).toBeLessThan(1e-5);
    }
    const features = tf.tensor2d(z as Float32Array, [203, width]);
    const { intra, inter } = await representationQuality(set.labels, features);
    expect(outputs.distances![0]).toBeCloseTo(intra, 4);
    expect(outputs.distances![GROUPS.length]).toBeCloseTo(inter, 4);
    // Of the groups, only the one with many training images has two classes.
    const known = Array.from(outputs.distances!.keys()).filter((i) => !Number.isNaN(outputs.distances![i]!));
    expect(known).toEqual([0, 1, 5, 6]);
  },
);

test('the sample has 50 images of each of ten classes, from the most frequent to the rarest', () => {
  const labels = Int32Array.from({ length: 10_000 }, (_, i) => i % 100);
  // Class 99 is the most frequent.
  const sample = sampledImages(
    labels,
    Array.from({ length: 100 }, (_, k) => k + 1),
  );
  expect(sample).toHaveLength(500);
  expect(sample).toEqual(sample.slice().sort());
  const classes = [...new Set(sample.map((image) => labels[image]!))].sort((a, b) => a - b);
  expect(classes).toEqual([0, 11, 22, 33, 44, 55, 66, 77, 88, 99]);
  expect(sample[0]).toBe(0);
  expect(sample.at(-1)).toBe(9999);
});

test('no more distances are computed than take a second or two', () => {
  const balanced = (classes: number, each: number) =>
    Int32Array.from({ length: classes * each }, (_, i) => i % classes);
  expect(areFew(balanced(100, 100), 64)).toBe(true);
  expect(areFew(balanced(1000, 50), 512)).toBe(true);
  expect(areFew(balanced(8142, 3), 2048)).toBe(false);
});

test('images that cannot be read leave no row, and the rows say which images they are', async () => {
  // Each third image is unreadable, and there are none of class 3.
  const holes: ImageBatches = {
    ...source,
    labels: source.labels.map((label) => label % 3),
    async *batches(order, random) {
      for await (const { indices, pixels } of source.batches(order, random)) {
        const kept = Array.from(indices.keys()).filter((i) => indices[i]! % 3 !== 2);
        yield {
          indices: Int32Array.from(kept, (i) => indices[i]!),
          pixels: Float32Array.from(kept.flatMap((i) => Array.from(pixels.subarray(i * 32, (i + 1) * 32)))),
        };
      }
    },
  };
  const observed = observedNet(build('mbib'));
  const [whole, outputs] = [
    (await testOutputs(observed, source, 7, { samplesPerClass }))!,
    (await testOutputs(observed, holes, 7, { samplesPerClass }))!,
  ];
  expect(outputs.images).toEqual(whole.images.filter((image) => image % 3 !== 2));
  expect(outputs.labels).toEqual(Int32Array.from(outputs.images, (image) => set.labels[image]! % 3));
  expect(outputs.predictions).toEqual(Int32Array.from(outputs.images, (image) => whole.predictions[image]!));
  expect(outputs.sample.every((row) => [0, 1, 2].includes(outputs.labels[row]!))).toBe(true);
  expect(outputs.z).toHaveLength((outputs.sample.length * whole.z.length) / whole.sample.length);
  expect(outputs.posterior[3]).toBeNaN();
  expect(outputs.posterior.slice(0, 3).every((p) => p > 0 && p < 1)).toBe(true);
});

test('a net on features has outputs like any other', async () => {
  const net = buildFeatureNet('mbib', [5], { samplesPerClass, seed: 0, zWidth: 3 });
  const values = Float32Array.from({ length: 8 * 5 }, (_, i) => Math.sin(i));
  const labels = Int32Array.from({ length: 8 }, (_, i) => i % 4);
  const features = featureSource({ views: [values], width: 5, labels, classNames: ['a', 'b', 'c', 'd'] });
  const outputs = (await testOutputs(observedNet(net), features, 3, { samplesPerClass }))!;
  expect(outputs.predictions).toHaveLength(8);
  expect(outputs.z).toHaveLength(8 * 3);
});

test('a pass that is stopped has no outputs', async () => {
  let asked = 0;
  expect(
    await testOutputs(observedNet(build('ce')), source, 50, { samplesPerClass, stop: () => ++asked === 2 }),
  ).toBeUndefined();
});
