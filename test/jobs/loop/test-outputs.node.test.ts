import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { meanPositivePosterior, representationQuality } from 'mbib';
import { beforeAll, expect, test } from 'vitest';
import type { ImageBatches } from '../../../src/jobs/data/batch-source';
import { normalise } from '../../../src/jobs/data/preprocessing/normalise';
import { randomStream } from '../../../src/jobs/data/random-stream';
import { plainSource } from '../../../src/jobs/files/memory-sources';
import { GROUPS } from '../../../src/jobs/log/groups';
import { representationNames } from '../../../src/jobs/log/outputs/representations';
import { observedNet } from '../../../src/jobs/loop/batch-outputs';
import { CollectedOutputs } from '../../../src/jobs/loop/outputs/collected-outputs';
import { areFew } from '../../../src/jobs/loop/outputs/group-distances';
import { sampledImages } from '../../../src/jobs/loop/outputs/sampled-images';
import { predictLabels } from '../../../src/jobs/loop/predict-labels';
import { testOutputs } from '../../../src/jobs/loop/test-outputs';
import { buildNet } from '../../../src/jobs/nets/build-net';
import { expertsOf } from '../../../src/jobs/nets/experts/experts-of';
import { buildFeatureNet } from '../../../src/jobs/nets/frozen/feature-net';
import { defaultLossOptions, type Method, type MethodName, methods } from '../../../src/jobs/nets/methods';
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
  'outputs of %s are those of its classifier and its representations, image by image',
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
    const names = representationNames(outputs.representations);
    expect(names).toEqual(method === 'mbib' ? ['v', 'z'] : ['z']);
    for (const name of names) {
      const features = net.representations[name]!.predict(images) as tf.Tensor2D;
      const all = await features.data();
      const { values, distances } = outputs.representations[name]!;
      const width = all.length / 203;
      for (const [i, row] of outputs.sample.entries()) {
        const [kept, expected] = [
          values.subarray(i * width, (i + 1) * width),
          all.subarray(row * width, (row + 1) * width),
        ];
        expect(Math.max(...kept.map((value, j) => Math.abs(value - expected[j]!)))).toBeLessThan(1e-5);
      }
      const { intra, inter } = await representationQuality(set.labels, features);
      expect(distances![0]).toBeCloseTo(intra, 4);
      expect(distances![GROUPS.length]).toBeCloseTo(inter, 4);
      // Of the groups, only the one with many training images has two classes.
      const known = Array.from(distances!.keys()).filter((i) => !Number.isNaN(distances![i]!));
      expect(known).toEqual([0, 1, 5, 6]);
    }
  },
);

/** A net after a step, so that no normalisation is as it began. */
function trained(method: MethodName) {
  const net = build(method);
  const images = tf.randomNormal<tf.Rank.R4>([16, 4, 4, 2], 0, 1, 'float32', 1);
  const labels = tf.tensor1d(
    Array.from({ length: 16 }, (_, i) => i % 4),
    'int32',
  );
  const variables = net.trainer.trainableWeights.map((weight) => weight.read() as tf.Variable);
  tf.train.sgd(0.1).minimize(() => net.lossAndScores(images, labels).loss, false, variables);
  return net;
}

/** The logits of a linear classifier of one image. */
function logitsOf(dense: LayersModel['layers'][number], features: Float32Array): Float64Array {
  const [kernel, bias] = dense.getWeights().map((weight) => weight.dataSync<'float32'>());
  return Float64Array.from(bias!, (start, k) =>
    features.reduce((sum, value, i) => sum + value * kernel![i * bias!.length + k]!, start),
  );
}

const withBoth = ['bib', 'mbib', 'ce-2branch', 'sdib', 'bsce-2branch', 'se-mbib', 'all-mbib', 'sade-mbib'];

test('the methods that keep v and z are those with the two branches of BIB, and say so', () => {
  const names = Object.keys(methods) as MethodName[];
  const keep = names.filter((method) => build(method).representations.v);
  expect(keep.sort()).toEqual([...withBoth].sort());
  const say = Object.entries<Method>(methods).filter(([, { twoBranches }]) => twoBranches);
  expect(say.map(([name]) => name).sort()).toEqual(keep);
});

test.each(withBoth as MethodName[])(
  'of each image %s predicts what its classifiers f and g make of the v and the z that are kept',
  async (method) => {
    const net = trained(method);
    const { sample, truth, labels, representations } = (await testOutputs(observedNet(net), source, 50, {
      samplesPerClass,
    }))!;
    expect(sample.length).toBeGreaterThan(150);
    const classifiers = (name: RegExp) => net.classifier.layers.filter((layer) => name.test(layer.name));
    const heads = [
      { of: classifiers(/_v\d_classifier$/), values: representations.v!.values },
      { of: classifiers(/_z_classifier$/), values: representations.z.values },
    ];
    for (const [i, row] of sample.entries()) {
      const logits = heads.flatMap(({ of, values }) => {
        // Several experts have theirs side by side.
        const width = values.length / sample.length / of.length;
        return of.map((dense, expert) => {
          const start = (i * of.length + expert) * width;
          return logitsOf(dense, values.subarray(start, start + width));
        });
      });
      const mean = logits[0]!.map((_, k) => logits.reduce((sum, of) => sum + of[k]!, 0) / logits.length);
      const odds = mean.map((logit) => Math.exp(logit - mean[labels[row]!]!));
      expect(truth[row]).toBeCloseTo(1 / odds.reduce((sum, value) => sum + value, 0), 4);
    }
  },
);

test('v and z are those of the paper: the deepest tap behind its normalisation, and that behind a layer and another one', async () => {
  const net = trained('mbib');
  const { sample, representations } = (await testOutputs(observedNet(net), source, 7, { samplesPerClass }))!;
  const layer = (name: string) => net.classifier.getLayer(name);
  const normalised = (x: Float64Array, name: string) => {
    const [gamma, beta, mean, variance] = layer(name)
      .getWeights()
      .map((weight) => weight.dataSync<'float32'>());
    const { epsilon } = layer(name).getConfig() as { epsilon: number };
    return x.map(
      (value, i) => ((value - mean![i]!) / Math.sqrt(variance![i]! + epsilon)) * gamma![i]! + beta![i]!,
    );
  };
  const dense = net.classifier.layers.find(
    ({ name }) => name.startsWith('mbib_z') && !/neck|classifier/.test(name),
  )!;
  for (const i of [0, 1, 100]) {
    const pixels = tf.tensor(normalise(set, [sample[i]!], tinyNormalisation), [1, 4, 4, 2]);
    const taps = net.encoder.predict(pixels) as tf.Tensor[];
    const deepest = Float64Array.from(await taps.at(-1)!.data());
    const v = normalised(deepest, 'mbib_v3_neck');
    const [kernel, bias] = dense.getWeights().map((weight) => weight.dataSync<'float32'>());
    const width = representations.z.values.length / sample.length;
    const hidden = Float64Array.from({ length: width }, (_, k) =>
      v.reduce((sum, value, j) => sum + value * kernel![j * width + k]!, bias?.[k] ?? 0),
    );
    const z = normalised(hidden, 'mbib_z_neck');
    for (const [name, expected] of Object.entries({ v, z })) {
      const { values } = representations[name as 'z'];
      const kept = values.subarray(i * expected.length, (i + 1) * expected.length);
      expect(Math.max(...kept.map((value, j) => Math.abs(value - expected[j]!)))).toBeLessThan(1e-4);
    }
  }
});

test('however the images are divided into batches, and whichever batch is done first, the outputs are the same', async () => {
  const random = randomStream(3, 'initialiser');
  const labels = Int32Array.from({ length: 40 }, (_, i) => i % 4);
  const given = { labels, classes: 4, classNames: [], imageShape: [2] } as unknown as ImageBatches;
  const widths = { v: 3, z: 2 };
  const of = (width: number) => Float32Array.from({ length: 40 * width }, () => random.interval(1000));
  const [probabilities, v, z] = [of(4).map((p) => p / 1000), of(3), of(2)];
  const classes = labels.map((label) => 3 - label);
  const rowsOf = <Values extends Int32Array | Float32Array>(values: Values, start: number, end: number) =>
    values.slice((start * values.length) / 40, (end * values.length) / 40) as Values;
  const collect = (ends: readonly number[], order: readonly number[], distances = true) => {
    const options = { samplesPerClass, sample: Int32Array.of(3, 8, 39), distances };
    const collected = new CollectedOutputs(given, widths, options);
    const takes = ends.map((end, i) => {
      const start = i === 0 ? 0 : ends[i - 1]!;
      const indices = Int32Array.from({ length: end - start }, (_, image) => start + image);
      const take = collected.reserve({ indices, pixels: new Float32Array() });
      // A source may fill the same array with the next batch.
      indices.fill(0);
      return () =>
        take({
          classes: rowsOf(classes, start, end),
          probabilities: rowsOf(probabilities, start, end),
          representations: { v: rowsOf(v, start, end), z: rowsOf(z, start, end) },
          further: [],
        });
    });
    for (const i of order) takes[i % takes.length]?.();
    return collected.outputs();
  };
  const whole = await collect([40], [0]);
  expect(whole.sample).toEqual(Int32Array.of(3, 8, 39));
  expect(whole.representations.v!.values.slice(3, 6)).toEqual(v.slice(24, 27));
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.integer({ min: 1, max: 39 }), { maxLength: 5 }),
      fc.integer({ min: 0, max: 1000 }),
      async (cuts, seed) => {
        const ends = [...cuts.sort((a, b) => a - b), 40];
        const order = [...ends.keys()].sort((a, b) => ((a * seed) % 7) - ((b * seed) % 7));
        expect(await collect(ends, order)).toEqual(whole);
        const { representations } = await collect(ends, order, false);
        for (const name of ['v', 'z'] as const) {
          const { values } = whole.representations[name]!;
          expect(representations[name]).toEqual({ values });
        }
      },
    ),
    { numRuns: 30 },
  );
});

test('of a representation that is too wide the sample is kept, and no distances', async () => {
  const labels = Int32Array.from({ length: 4096 }, (_, i) => (i === 0 ? 1 : 0));
  const given = { labels, classes: 2, imageShape: [1] } as unknown as ImageBatches;
  const collected = new CollectedOutputs(given, { v: 512, z: 1 }, { samplesPerClass: [4095, 1] });
  const v = new Float32Array(4096 * 512).map((_, i) => Math.floor(i / 512));
  const z = Float32Array.from(labels);
  const take = collected.reserve({ indices: Int32Array.from(labels.keys()), pixels: new Float32Array() });
  const probabilities = new Float32Array(2 * 4096).fill(0.5);
  take({ classes: labels, probabilities, representations: { v, z }, further: [] });
  const { sample, representations } = await collected.outputs();
  expect(representations.z.distances!.slice(0, 1)).toEqual(Float32Array.of(0));
  expect(representations.v!.distances).toBeUndefined();
  expect(representations.v!.values.filter((_, i) => i % 512 === 511)).toEqual(Float32Array.from(sample));
});

test('the outputs of a batch are told with what further tensors are', async () => {
  const net = build('bib');
  const deepest = net.encoder.outputs[0]!;
  const seen: number[] = [];
  const options = { samplesPerClass, sample: Int32Array.of(0, 202), distances: false };
  const outputs = (await testOutputs(observedNet(net, [deepest]), source, 50, {
    ...options,
    onBatch({ further }, labels) {
      expect(further[0]).toHaveLength(labels.length * deepest.shape[1]!);
      seen.push(...labels);
    },
  }))!;
  expect(seen).toEqual(Array.from(set.labels));
  expect(outputs.sample).toEqual(options.sample);
  const { v, z } = outputs.representations;
  expect([v!.distances, z.distances]).toEqual([undefined, undefined]);
  expect(v!.values).toHaveLength(2 * observedNet(net).widths.v!);
});

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

test('no more distances are computed than take some seconds', () => {
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
  for (const name of ['v', 'z'] as const) {
    const [kept, all] = [outputs, whole].map(
      (of) => of.representations[name]!.values.length / of.sample.length,
    );
    expect(kept).toBe(all);
  }
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
  expect(outputs.representations.z.values).toHaveLength(8 * 3);
  expect(outputs.representations.v!.values).toHaveLength(8 * 5);
});

test('a pass that is stopped has no outputs', async () => {
  let asked = 0;
  expect(
    await testOutputs(observedNet(build('ce')), source, 50, { samplesPerClass, stop: () => ++asked === 2 }),
  ).toBeUndefined();
});
