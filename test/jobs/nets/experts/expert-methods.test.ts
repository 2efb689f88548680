import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import 'mbib/accelerate';
import { selfDistillationLoss } from 'mbib';
import {
  classBalancedWeights,
  ldamMargins,
  rideDiversityTemperatures,
  rideLoss,
  sadeInversePrior,
  sadeLoss,
} from 'mbib/baselines';
import { describe, expect, test } from 'vitest';
import { buildNet } from '../../../../src/jobs/nets/build-net';
import { expertsOf } from '../../../../src/jobs/nets/experts/experts-of';
import { buildFeatureNet } from '../../../../src/jobs/nets/frozen/feature-net';
import { tolerance } from '../../../support/backend';
import { expectClose } from '../../../support/close';
import { memoryHandler } from '../../../support/memory-handler';
import { tinyConvnet } from '../../support/tiny-convnet';

const samplesPerClass = [20, 10, 5, 1];
const classIds = [0, 3, 1, 1, 2];
const stages = ['stage1', 'stage2', 'stage3'];
const expertMethods = ['ride', 'sade', 'sade-mbib'] as const;
type ExpertMethod = (typeof expertMethods)[number];

function build(method: ExpertMethod, options: object = {}) {
  const backbone = tinyConvnet(expertsOf({ method, ...options }));
  return buildNet(method, backbone, stages, { samplesPerClass, seed: 0, ...options });
}

const someImages = () => tf.randomNormal([5, 4, 4, 2], 0, 1, 'float32', 7);
const someLabels = () => tf.tensor1d(classIds, 'int32');

/** The logits of every head side by side, as in a step of the training, taken apart. */
function logitsOf(net: ReturnType<typeof build>, images: tf.Tensor): tf.Tensor2D[] {
  const all = net.trainer.apply(images, { training: true }) as tf.Tensor2D;
  return tf.split(all, all.shape[1] / samplesPerClass.length, 1);
}

const numberIn = async (scalar: tf.Tensor) => (await scalar.data())[0]!;
const variablesOf = (net: ReturnType<typeof build>) =>
  net.trainer.trainableWeights.map((weight) => weight.read() as tf.Variable);

test('the number of experts is an option of RIDE, three for SADE, and none for other methods', () => {
  expect([expertsOf({ method: 'ride' }), expertsOf({ method: 'ride', experts: 4 })]).toEqual([3, 4]);
  expect([expertsOf({ method: 'sade' }), expertsOf({ method: 'sade-mbib' })]).toEqual([3, 3]);
  expect(expertsOf({ method: 'mbib', experts: 4 })).toBeUndefined();
});

test('a network with another number of experts, features alone and other classifiers are refused by name', () => {
  const task = { samplesPerClass, seed: 0 };
  expect(() => buildNet('ride', tinyConvnet(), stages, task)).toThrow(
    /^backbone must have 3 experts for the method ride, .* as in all jobs but folder, got one without experts$/,
  );
  expect(() => buildNet('sade', tinyConvnet(2), stages, task)).toThrow('for the method sade');
  expect(() => buildNet('ldam', tinyConvnet(3), stages, task)).toThrow(
    'backbone must have one output for the method ldam, which trains no experts, got 3',
  );
  expect(() => buildNet('ride', tinyConvnet(3), stages, { ...task, experts: 1 })).toThrow(RangeError);
  for (const method of expertMethods) {
    expect(() => buildFeatureNet(method, [4, 4, 4], task)).toThrow('as in all jobs but folder.');
  }
});

describe('the loss', () => {
  test.each([
    [0.795, {}],
    [
      0.8,
      {
        classWeights: classBalancedWeights(samplesPerClass),
        diversityTemperatures: rideDiversityTemperatures(samplesPerClass),
      },
    ],
  ])(
    'of RIDE is rideLoss, with weights and temperatures from epoch 160 of 200 on: %d',
    async (progress, late) => {
      const net = build('ride');
      const { loss } = net.lossAndScores(someImages(), someLabels(), { progress });
      const expected = rideLoss(someLabels(), logitsOf(net, someImages()), samplesPerClass, late);
      expectClose(await numberIn(loss), await numberIn(expected), { rtol: tolerance(1e-5) });
    },
  );

  test('of SADE is sadeLoss of the three logits', async () => {
    const net = build('sade');
    const { loss } = net.lossAndScores(someImages(), someLabels());
    const expected = sadeLoss(someLabels(), logitsOf(net, someImages()), samplesPerClass);
    expectClose(await numberIn(loss), await numberIn(expected), { rtol: tolerance(1e-5) });
  });

  test('of SADE + MBIB without weights is SADE on each head, weighed as in MBIB, and the self-distillation', async () => {
    const [a, b, beta] = [0.2, 0.5, 3];
    const net = build('sade-mbib', { m: 0, a, b, beta });
    const { loss } = net.lossAndScores(someImages(), someLabels());
    const logits = logitsOf(net, someImages());
    // Heads of an expert: v1, v2, v3, z. Each BIB loss has the cross entropies of a v and of z.
    const crossEntropies = [a, b, 1, a + b + 1].map((weight, head) => {
      const ofHead = [head, head + 4, head + 8].map((at) => logits[at]!);
      return tf.mul(weight, sadeLoss(someLabels(), ofHead, samplesPerClass));
    });
    const distilled = [0, 4, 8].flatMap((at) =>
      [a, b, 1].map((weight, tap) => {
        const [v, z] = [logits[at + tap]!, logits[at + 3]!];
        return tf.mul(beta * weight, selfDistillationLoss(v, z, samplesPerClass));
      }),
    );
    // Not addN: on webgpu it takes seven at most.
    const expected = [...crossEntropies, ...distilled].reduce((sum, loss) => tf.add(sum, loss));
    expectClose(await numberIn(loss), await numberIn(expected), { rtol: tolerance(1e-5) });
  });

  test('of SADE + MBIB weighs classes by the counts against which each expert is adjusted', async () => {
    const net = build('sade-mbib', { m: 0.3, a: 0, b: 0, beta: 0 });
    const { loss } = net.lossAndScores(someImages(), someLabels());
    const logits = logitsOf(net, someImages());
    const inverse = sadeInversePrior(samplesPerClass);
    const counts = [
      samplesPerClass.map(() => 1),
      samplesPerClass,
      samplesPerClass.map((count, k) => count / inverse[k]! ** 2),
    ];
    let expected = 0;
    for (const [expert, own] of counts.entries()) {
      const weights = classIds.map((id) => own[id]! ** -0.3);
      const total = weights.reduce((sum, weight) => sum + weight);
      for (const head of [2, 3]) {
        const rows = (await logits[4 * expert + head]!.array()) as number[][];
        rows.forEach((row, i) => {
          const sum = row.reduce((all, logit, k) => all + Math.exp(logit) * own[k]!, 0);
          const logP = row[classIds[i]!]! + Math.log(own[classIds[i]!]! / sum);
          expected -= (weights[i]! / total) * logP;
        });
      }
    }
    expectClose(await numberIn(loss), expected, { rtol: tolerance(1e-5) });
  });
});

describe('the gradient', () => {
  test('of RIDE late in the training is that of stock operations, with a constant mean', async () => {
    const net = build('ride');
    const images = someImages();
    const mean = tf.tidy(() => tf.mean(tf.stack(logitsOf(net, images)), 0));
    const weights = classBalancedWeights(samplesPerClass);
    const temperatures = rideDiversityTemperatures(samplesPerClass);
    const meanTemperature = temperatures.reduce((sum, t) => sum + t) / temperatures.length;
    const composed = () => {
      const targets = tf.oneHot(someLabels(), 4);
      const ofSamples = tf.tensor1d(classIds.map((id) => weights[id]!));
      const teacher = tf.softmax(tf.div(mean, temperatures));
      const losses = logitsOf(net, images).map((logits) => {
        const margins = tf.mul(tf.mul(targets, ldamMargins(samplesPerClass)), 30);
        const logP = tf.sum(tf.mul(targets, tf.logSoftmax(tf.sub(logits, margins))), 1);
        const own = tf.div(tf.sum(tf.mul(logP, ofSamples)), tf.sum(ofSamples));
        const student = tf.logSoftmax(tf.div(logits, temperatures));
        const divergence = tf.sum(tf.mul(teacher, tf.sub(tf.log(teacher), student)));
        return tf.sub(tf.mul(-0.45 * meanTemperature ** 2, tf.div(divergence, 5)), own);
      });
      return tf.addN(losses) as tf.Scalar;
    };
    const variables = variablesOf(net);
    const given = tf.variableGrads(
      () => net.lossAndScores(images, someLabels(), { progress: 0.9 }).loss,
      variables,
    );
    const wanted = tf.variableGrads(composed, variables);
    expectClose(await numberIn(given.value), await numberIn(wanted.value), { rtol: tolerance(1e-5) });
    for (const [name, gradient] of Object.entries(wanted.grads)) {
      const numbers = await gradient.data();
      const largest = Math.max(...numbers.map(Math.abs));
      expectClose(await given.grads[name]!.data(), numbers, {
        rtol: 0,
        atol: tolerance(1e-4) * Math.max(largest, 1e-2),
      });
    }
  });

  test.each(['sade', 'sade-mbib'] as const)('of %s is the slope of the loss', async (method) => {
    // Without self-distillation, whose teachers get no gradient.
    const net = build(method, method === 'sade-mbib' ? { beta: 0 } : {});
    const [images, labels] = [someImages(), someLabels()];
    const loss = () => net.lossAndScores(images, labels).loss;
    const variables = variablesOf(net);
    const { grads } = tf.variableGrads(loss, variables);
    const direction = variables.map(({ name }) => grads[name]!);
    const squares = await Promise.all(direction.map((each) => tf.sum(tf.square(each)).data()));
    const norm = Math.sqrt(squares.reduce((sum, [square]) => sum + square!, 0));
    const step = 0.02 / norm;
    const move = (by: number) =>
      variables.forEach((variable, i) => {
        variable.assign(tf.tidy(() => tf.add(variable, tf.mul(by / norm, direction[i]!))));
      });
    move(step);
    const above = await numberIn(tf.tidy(loss));
    move(-2 * step);
    const below = await numberIn(tf.tidy(loss));
    expectClose((above - below) / (2 * step), norm, { rtol: tolerance(1e-2) });
  });
});

describe.each(expertMethods)('the classifier of %s', (method) => {
  test("is the softmax of the mean of the experts' predictions, which are the scores, too", async () => {
    const net = build(method);
    const images = someImages();
    const predicting = (all: tf.Tensor2D[]) =>
      method === 'sade-mbib' ? all.filter((_, head) => head % 4 >= 2) : all;
    const meanOf = (logits: tf.Tensor2D[]) => tf.mean(tf.stack(predicting(logits)), 0);
    const { scores } = net.lossAndScores(images, someLabels());
    expectClose(await scores.data(), await meanOf(logitsOf(net, images)).data(), {
      rtol: tolerance(1e-5),
      atol: tolerance(1e-5),
    });
    const joined = net.trainer.predict(images) as tf.Tensor2D;
    const expected = tf.softmax(meanOf(tf.split(joined, joined.shape[1] / 4, 1)));
    const predicted = net.classifier.predict(images) as tf.Tensor;
    expectClose(await predicted.data(), await expected.data(), { rtol: tolerance(1e-4) });
  });

  test('is saved after a step of training and loads as stock layers', async () => {
    const net = build(method);
    const images = someImages();
    const loss = () => net.lossAndScores(images, someLabels()).loss;
    tf.train.sgd(0.01).minimize(loss, false, variablesOf(net));
    const handler = memoryHandler();
    await net.classifier.save(handler);
    const reloaded = await loadLayersModel(handler);
    const expected = net.classifier.predict(images) as tf.Tensor;
    const again = reloaded.predict(images) as tf.Tensor;
    expectClose(await again.data(), await expected.data(), { rtol: tolerance(1e-5) });
    const classes = reloaded.layers.map((layer) => layer.getClassName());
    expect(classes).not.toContain('CosineLogits');
  });

  test('reads the representations, in which each expert has a share', async () => {
    const net = build(method);
    expect(Object.keys(net.representations)).toEqual(method === 'sade-mbib' ? ['v', 'z'] : ['z']);
    for (const representation of Object.values(net.representations)) {
      expect(representation.outputs[0]!.shape).toEqual([null, 3 * 3]);
      const features = (await (representation.predict(someImages()) as tf.Tensor).array()) as number[][];
      const [first, second] = [features[0]!.slice(0, 3), features[0]!.slice(3, 6)];
      expect(first).not.toEqual(second);
    }
  });
});
