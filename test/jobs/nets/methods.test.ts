import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { balancedSoftmaxLoss, bibLoss, mbibLoss } from 'mbib';
import {
  cdtLoss,
  classBalancedWeights,
  crossEntropyLoss,
  diveLoss,
  focalLoss,
  labelAwareSmoothingLoss,
  ladeLoss,
  ldamLoss,
  logitAdjustedLoss,
  resltLoss,
  seesawLoss,
} from 'mbib/baselines';
import { describe, expect, test } from 'vitest';
import { buildNet, wholeBatchOf } from '../../../src/jobs/nets/build-net';
import { defaultLossOptions, type Method, type MethodName, methods } from '../../../src/jobs/nets/methods';
import { onGpu, tolerance } from '../../support/backend';
import { expectClose } from '../../support/close';
import { testedMethods } from '../support/tested-methods';
import { tinyConvnet } from '../support/tiny-convnet';

const counts = [40, 10, 20, 2];
const ids = Int32Array.of(0, 3, 1, 1, 2, 0, 0, 2);
const stages = ['stage1', 'stage2', 'stage3'];

const sines = (phase: number) =>
  tf.tensor2d(
    Array.from({ length: ids.length * counts.length }, (_, i) => 2 * Math.sin(i * i + phase)),
    [ids.length, counts.length],
  );

type Logits = [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
type Expected = (labels: tf.Tensor, logits: Logits) => tf.Tensor;

/** What the loss of each method without experts is, by the library's functions, with the defaults written out. */
const expected: Record<Exclude<MethodName, 'ride' | 'sade' | 'sade-mbib'>, Expected> = {
  ce: (y, [x]) => crossEntropyLoss(y, x),
  focal: (y, [x]) => focalLoss(y, x, { gamma: 1 }),
  'class-balanced': (y, [x]) =>
    crossEntropyLoss(y, x, { classWeights: classBalancedWeights(counts, 0.9999) }),
  'ce-drw': (y, [x]) => crossEntropyLoss(y, x),
  ldam: (y, [x]) => ldamLoss(y, tf.div(x, 30), counts, { scale: 30, maxMargin: 0.5 }),
  'ldam-drw': (y, [x]) => ldamLoss(y, tf.div(x, 30), counts, { scale: 30, maxMargin: 0.5 }),
  cdt: (y, [x]) => cdtLoss(y, x, counts, { gamma: 0.2 }),
  'logit-adjustment': (y, [x]) => logitAdjustedLoss(y, x, counts, { tau: 1 }),
  lade: (y, [x]) => ladeLoss(y, x, counts, { alpha: 0.1, lambda: 0.01 }),
  seesaw: (y, [x]) => seesawLoss(y, x, counts, { p: 0.8, q: 2 }),
  'label-aware-smoothing': (y, [x]) => labelAwareSmoothingLoss(y, x, counts, { head: 0.4, tail: 0.1 }),
  reslt: (y, [x0, x1, x2]) => resltLoss(y, [x0, x1, x2], [[0, 1, 2, 3], [1, 2, 3], [3]], { beta: 0.995 }),
  dive: (y, [x]) => diveLoss(y, sines(5), x, counts, { alpha: 0.5, temperature: 2, power: 0.5 }),
  bsce: (y, [x]) => balancedSoftmaxLoss(y, x, counts, { m: 0 }),
  'bsce-mlp': (y, [x]) => balancedSoftmaxLoss(y, x, counts, { m: 0 }),
  'ce-2branch': (y, [v, z]) => tf.add(crossEntropyLoss(y, v), crossEntropyLoss(y, z)),
  sdib: (y, [v, z]) => {
    const distilled = tf.sub(bibLoss(y, v, z, counts, { beta: 5 }), bibLoss(y, v, z, counts, { beta: 0 }));
    return tf.addN([crossEntropyLoss(y, v), crossEntropyLoss(y, z), distilled]);
  },
  'bsce-2branch': (y, [v, z]) =>
    tf.add(balancedSoftmaxLoss(y, v, counts, { m: 0.1 }), balancedSoftmaxLoss(y, z, counts, { m: 0.1 })),
  bib: (y, [v, z]) => bibLoss(y, v, z, counts),
  'se-mbib': (y, [v1, v2, v3, z]) =>
    tf.addN([
      tf.mul(bibLoss(y, v1, v2, counts), 0.1),
      tf.mul(bibLoss(y, v2, v3, counts), 0.3),
      bibLoss(y, v3, z, counts),
    ]),
  'all-mbib': (y, [v1, v2, v3, z]) =>
    tf.addN([
      ...[v2, v3, z].map((deeper) => tf.mul(bibLoss(y, v1, deeper, counts), 0.1)),
      ...[v3, z].map((deeper) => tf.mul(bibLoss(y, v2, deeper, counts), 0.3)),
      bibLoss(y, v3, z, counts),
    ]),
  mbib: (y, [v1, v2, v3, z]) => mbibLoss(y, [v1, v2, v3], z, counts),
};

/** How many heads a method has on three taps. */
function headsOf(name: MethodName): number {
  const net = buildNet(name, tinyConvnet(), stages, { samplesPerClass: counts, seed: 0 });
  const joined = net.trainer.predict(tf.zeros([2, 4, 4, 2])) as tf.Tensor;
  const heads = joined.shape[1]! / counts.length;
  net.dispose();
  return heads;
}

/** A method's loss of logits, as it is when so much of the training is done. */
function lossOf(name: MethodName, progress: number, part?: { from: number; size: number }): tf.Scalar {
  const entry: Method = methods[name];
  const options = defaultLossOptions(name) as unknown as Record<string, number>;
  const { from, size } = part ?? { from: 0, size: ids.length };
  const heads = [1, 2, 3, 4].slice(0, headsOf(name));
  return entry.loss({
    labels: tf.tensor1d(ids.slice(from, from + size), 'int32'),
    logits: heads.map((phase) => tf.slice(sines(phase), [from, 0], [size, -1])),
    samplesPerClass: counts,
    options,
    whole: part && wholeBatchOf(entry, counts, options)!(ids, progress),
    progress,
    classifier: entry.classifier,
    teacher: tf.slice(sines(5), [from, 0], [size, -1]) as tf.Tensor2D,
  });
}

const numberOf = async (loss: tf.Tensor) => (await loss.data())[0]!;

const tested = (Object.keys(expected) as (keyof typeof expected)[]).filter((name) =>
  testedMethods().includes(name),
);

describe.each(tested)('%s', (name) => {
  test("has the loss of the library's function, with the defaults of its paper", async () => {
    const labels = tf.tensor1d(ids, 'int32');
    const known = expected[name](labels, [1, 2, 3, 4].map(sines) as Logits);
    expectClose(await numberOf(lossOf(name, 0)), await numberOf(known), { rtol: tolerance(1e-5) });
  });

  test('has a classifier of stock layers that plain tfjs loads', async () => {
    const net = buildNet(name, tinyConvnet(), stages, { samplesPerClass: counts, seed: 0 });
    const handler = tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    });
    let saved!: tf.io.ModelArtifacts;
    await net.classifier.save(handler);
    const classes = [...JSON.stringify(saved.modelTopology).matchAll(/"class_name":"(\w+)"/g)].map(
      ([, own]) => own!.toLowerCase(),
    );
    const stock = [...Object.keys(tfl.layers), ...Object.keys(tfl.initializers), 'model'];
    const known = new Set(stock.map((each) => each.toLowerCase()));
    expect(classes.filter((each) => !known.has(each))).toEqual([]);
    const loaded = await tfl.loadLayersModel(tf.io.fromMemory(saved));
    const images = tf.randomNormal([5, 4, 4, 2], 0, 1, 'float32', 7);
    const [again, before] = [loaded, net.classifier].map((each) => each.predict(images) as tf.Tensor);
    expectClose(await again!.data(), await before!.data(), { rtol: tolerance(1e-5) });
  });
});

test.skipIf(onGpu()).each(['ce-drw', 'ldam-drw'] as const)(
  '%s weighs the classes from 0.8 of the training on, in parts of a batch, too',
  async (name) => {
    const weights = classBalancedWeights(counts, 0.9999);
    const share = (progress: number) =>
      wholeBatchOf(methods[name], counts, { cbBeta: 0.9999, drwStart: 0.8, ldamMargin: 0.5 })!(ids, progress);
    expect([0, 0.795, 159 / 200].map((progress) => share(progress).weight)).toEqual([8, 8, 8]);
    const sum = ids.reduce((total, id) => total + weights[id]!, 0);
    for (const progress of [0.8, 160 / 200, 4 / 5, 0.99]) expect(share(progress).weight).toBeCloseTo(sum, 5);

    const classWeights = weights;
    const labels = tf.tensor1d(ids, 'int32');
    const logits = sines(1);
    const known =
      name === 'ce-drw'
        ? crossEntropyLoss(labels, logits, { classWeights })
        : ldamLoss(labels, tf.div(logits, 30), counts, { classWeights });
    const late = await numberOf(lossOf(name, 0.8));
    expectClose(late, await numberOf(known), { rtol: tolerance(1e-5) });
    expect(late).not.toBeCloseTo(await numberOf(lossOf(name, 0.79)), 3);
    const parts = [
      { from: 0, size: 3 },
      { from: 3, size: 5 },
    ].map((part) => lossOf(name, 0.8, part));
    expectClose(await numberOf(tf.addN(parts)), late, { rtol: tolerance(1e-5) });
  },
);

test.each([
  [{ cosine: 30 }, 30],
  [{ cosine: 12 }, 12],
  ['linear' as const, 1],
])('the margins of LDAM are in units of the cosines of its classifier %j', async (classifier, scale) => {
  const net = (given: object) =>
    buildNet('ldam', tinyConvnet(), stages, { samplesPerClass: counts, seed: 0, classifier, ...given });
  const images = tf.randomNormal([8, 4, 4, 2], 0, 1, 'float32', 7);
  const labels = tf.tensor1d(ids, 'int32');
  const { loss, scores } = net({}).lossAndScores(images, labels);
  const known = ldamLoss(labels, tf.div(scores, scale), counts, { scale });
  expectClose(await numberOf(loss), await numberOf(known), { rtol: tolerance(1e-5) });
  const without = net({ ldamMargin: 0 }).lossAndScores(images, labels).loss;
  expectClose(await numberOf(without), await numberOf(crossEntropyLoss(labels, scores)), {
    rtol: tolerance(1e-5),
  });
});

test('LDAM has a cosine classifier of scale 30 where none is asked for', () => {
  const cosines = (name: MethodName) =>
    buildNet(name, tinyConvnet(), stages, { samplesPerClass: counts, seed: 0 }).trainer.countParams();
  // No bias.
  expect(cosines('ce') - cosines('ldam')).toBe(counts.length);
});

test('bsce-mlp is the branch z of BIB without its branch v', () => {
  const parameters = (name: MethodName) =>
    buildNet(name, tinyConvnet(), stages, { samplesPerClass: counts, seed: 0 }).trainer.countParams();
  expect(parameters('bib') - parameters('bsce-mlp')).toBe(4 * counts.length + counts.length);
});

test('MBIB without logit adjustment and without class weights has plain cross entropies', async () => {
  const [v1, v2, v3, z] = [1, 2, 3, 4].map(sines) as Logits;
  const labels = tf.tensor1d(ids, 'int32');
  const loss = mbibLoss(labels, [v1, v2, v3], z, counts, { beta: 0, m: 0, tau: 0 });
  const of = (x: tf.Tensor2D, weight: number) => tf.mul(crossEntropyLoss(labels, x), weight);
  const known = tf.addN([of(v1, 0.1), of(v2, 0.3), of(v3, 1), of(z, 1.4)]);
  expectClose(await numberOf(loss), await numberOf(known), { rtol: tolerance(1e-5) });
});
