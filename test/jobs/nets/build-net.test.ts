import * as tf from '@tensorflow/tfjs-core';
import 'mbib/accelerate';
import { describe, expect, test } from 'vitest';
import { buildNet } from '../../../src/jobs/nets/build-net';
import { expertsOf } from '../../../src/jobs/nets/experts/experts-of';
import {
  defaultLossOptions,
  lossOptionNames,
  lossOptionsOf,
  type Method,
  type MethodName,
  methods,
} from '../../../src/jobs/nets/methods';
import { resnet32 } from '../../../src/jobs/nets/resnet/resnet32';
import { tolerance } from '../../support/backend';
import { expectClose } from '../../support/close';
import { testedMethods } from '../support/tested-methods';
import { tinyConvnet } from '../support/tiny-convnet';

const samplesPerClass = [20, 10, 5, 1];
const labels = [0, 3, 1, 1, 2];

function build(method: MethodName) {
  return buildNet(method, tinyConvnet(expertsOf({ method })), ['stage1', 'stage2', 'stage3'], {
    ...defaultLossOptions(method),
    samplesPerClass,
    seed: 0,
  });
}

/** Loss and scores of one batch, as arrays. */
async function evaluate(method: MethodName) {
  const net = build(method);
  const images = tf.randomNormal([5, 4, 4, 2], 0, 1, 'float32', 7);
  const { loss, scores } = tf.tidy(() => net.lossAndScores(images, tf.tensor1d(labels, 'int32')));
  return { loss: (await loss.data())[0]!, scores: (await scores.array()) as number[][] };
}

/** Mean over the batch of −log softmax(scores + adjustment) at the label. */
function crossEntropy(scores: number[][], adjustment: number[]): number {
  const losses = scores.map((row, i) => {
    const logits = row.map((score, k) => score + adjustment[k]!);
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
    return Math.log(total) - logits[labels[i]!]!;
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

test('ce is softmax cross entropy', async () => {
  const { loss, scores } = await evaluate('ce');
  expectClose(loss, crossEntropy(scores, [0, 0, 0, 0]), { rtol: tolerance(1e-5) });
});

test('bsce is cross entropy of the scores plus the logarithm of the counts', async () => {
  const { loss, scores } = await evaluate('bsce');
  expectClose(loss, crossEntropy(scores, samplesPerClass.map(Math.log)), { rtol: tolerance(1e-5) });
});

describe.each(testedMethods())('%s', (method) => {
  test('has a classifier whose outputs are probabilities', async () => {
    const images = tf.randomNormal([5, 4, 4, 2], 0, 1, 'float32', 7);
    const rows = (await (build(method).classifier.predict(images) as tf.Tensor).array()) as number[][];
    const sums = rows.map((row) => row.reduce((sum, probability) => sum + probability));
    expectClose(sums, [1, 1, 1, 1, 1], { rtol: tolerance(1e-5) });
  });

  test('has a lower loss after a small step down its gradient', async () => {
    const net = build(method);
    const images = tf.randomNormal([5, 4, 4, 2], 0, 1, 'float32', 7);
    const classes = tf.tensor1d(labels, 'int32');
    const variables = net.trainer.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { needsTeacher }: Method = methods[method];
    const teacher = needsTeacher && (tf.randomNormal([5, 4], 0, 1, 'float32', 8) as tf.Tensor2D);
    const loss = () => net.lossAndScores(images, classes, { teacher }).loss;
    const before = tf.train.sgd(0.001).minimize(loss, true, variables)!;
    const after = tf.tidy(loss);
    expect((await after.data())[0]).toBeLessThan((await before.data())[0]!);
  });

  test('has an encoder and a head trainer that together are the trainer', async () => {
    const net = build(method);
    const images = tf.randomNormal([5, 4, 4, 2], 0, 1, 'float32', 7);
    const features = net.encoder.predict(images) as tf.Tensor | tf.Tensor[];
    const widths = [features].flat().map(({ shape }) => shape);
    expect(widths).toEqual(net.headTrainer.inputs.map(({ shape }) => [5, shape[1]]));
    expect([3, 4]).toEqual(expect.arrayContaining(widths.map((shape) => shape[1])));
    const whole = (await (net.trainer.predict(images) as tf.Tensor).array()) as number[][];
    const parts = (await (net.headTrainer.predict(features) as tf.Tensor).array()) as number[][];
    expectClose(parts.flat(), whole.flat(), { rtol: tolerance(1e-5), atol: tolerance(1e-6) });
  });

  test('has in the head trainer the layers of the trainer, not copies', () => {
    const net = build(method);
    const inTrainer = new Set(net.trainer.weights);
    expect(net.headTrainer.weights.length).toBeGreaterThan(0);
    expect(net.headTrainer.weights.filter((weight) => !inTrainer.has(weight))).toEqual([]);
    const inEncoder = new Set(net.encoder.weights);
    const inBoth = net.headTrainer.weights.filter((weight) => inEncoder.has(weight));
    expect(inBoth).toEqual([]);
    expect(inEncoder.size + net.headTrainer.weights.length).toBe(inTrainer.size);
  });

  test('frees everything, whether the head trainer was asked for or not', () => {
    const before = tf.memory().numTensors;
    build(method).dispose();
    const net = build(method);
    expect([net.encoder, net.headTrainer]).toEqual([net.encoder, net.headTrainer]);
    net.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('says what it is and where it comes from, and reads only options of the losses', () => {
    const { title, source, options } = methods[method];
    expect([title, source]).not.toContain('');
    expect(lossOptionNames).toEqual(expect.arrayContaining(Object.keys(options)));
    expect(lossOptionsOf[method]).toEqual(Object.keys(options));
  });

  test('starts from the same weights for the same seed, also for seed 0', async () => {
    const weights = await Promise.all(
      [build(method), build(method)].map((net) => Promise.all(net.trainer.getWeights().map((w) => w.data()))),
    );
    expect(weights[1]).toEqual(weights[0]);
  });
});

test.each([
  ['ce', 463_504 + 6_500],
  ['bsce', 463_504 + 128 + 6_500],
  ['bib', 463_504 + 128 + 6_500 + 4_160 + 128 + 6_500],
  ['mbib', 486_016],
] as const)('%s on ResNet-32 trains %i parameters for 100 classes', (method, parameters) => {
  const net = buildNet(method, resnet32({ seed: 0 }), ['stage1', 'stage2', 'stage3'], {
    ...defaultLossOptions(method),
    samplesPerClass: new Array(100).fill(5),
    seed: 0,
  });
  const sizes = net.trainer.trainableWeights.map(({ shape }) => tf.util.sizeFromShape(shape as number[]));
  expect(sizes.reduce((sum, size) => sum + size)).toBe(parameters);
});
