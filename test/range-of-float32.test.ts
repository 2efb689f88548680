import * as tf from '@tensorflow/tfjs-core';
import {
  classificationMetrics,
  classificationMetricsIntervals,
  classWeights,
  expectedCalibrationError,
  longTailedCounts,
  mbibHeads,
  mbibLoss,
} from 'mbib';
import {
  classAwareSampler,
  classBalancedWeights,
  cosineKernel,
  crossEntropyLoss,
  logitsForPrior,
  maxNormProjected,
  mixup,
  powerSampler,
  progressiveSampler,
  remix,
  retrainedClassifier,
  reverseSampler,
  secondStageTraining,
  seenCounts,
  seesawLoss,
} from 'mbib/baselines';
import { adamW, cosine, sgd, warmupStep } from 'mbib/training';
import { describe, expect, it } from 'vitest';
import { expectClose } from './support/close';
import { read } from './support/read';

const y = () => tf.tensor1d([1], 'int32');
const logits = () => tf.tensor2d([[200, 0, 0]]);
const stage = () => retrainedClassifier({ width: 2, classes: 2 });
const train = (options: object) =>
  secondStageTraining(stage(), tf.zeros([1, 2]), [0], { epochs: 1, batchSize: 1, ...options });
const heads = (options: object) => mbibHeads({ widths: [2], classes: 2, ...options });

describe('a number that is 0 or infinite in float32 is refused by name', () => {
  const tooSmallOrLarge: [string, (value: number) => unknown][] = [
    ['options.epsilon', (epsilon) => seesawLoss(y(), logits(), [1, 1, 1], { epsilon })],
    ['options.epsilon', (epsilon) => adamW({ learningRate: 0.1, epsilon })],
    ['options.clipNorm', (clipNorm) => adamW({ learningRate: 0.1, clipNorm })],
    ['options.clipNorm', (clipNorm) => sgd({ learningRate: 0.1, clipNorm })],
    ['options.neck.epsilon', (epsilon) => heads({ neck: { epsilon } })],
    ['options.classifier.cosine', (scale) => heads({ classifier: { cosine: scale } })],
    ['options.alpha', (alpha) => mixup({ classes: 2, alpha })],
    ['options.alpha', (alpha) => remix([2, 1], { alpha })],
    ['recipe.learningRate', (learningRate) => train({ learningRate })],
    ['radius', (radius) => maxNormProjected(logits(), radius)],
    ['prior[0]', (share) => logitsForPrior(logits(), [share, 1, 1])],
  ];
  const tooLarge: typeof tooSmallOrLarge = [
    ['options.learningRate', (learningRate) => sgd({ learningRate })],
    ['options.learningRate', (learningRate) => adamW({ learningRate })],
    ['options.learningRate', (learningRate) => warmupStep({ learningRate })],
    ['options.learningRate', (learningRate) => cosine({ learningRate, epochs: 2 })],
    ['options.weightDecay', (weightDecay) => sgd({ learningRate: 1, weightDecay })],
    ['options.weightDecay', (weightDecay) => adamW({ learningRate: 1, weightDecay })],
    [
      'options.groups[0].weightDecay',
      (weightDecay) => sgd({ learningRate: 1, groups: [{ match: 'a', weightDecay }] }),
    ],
    ['recipe.weightDecay', (weightDecay) => train({ weightDecay })],
    ['learningRate', (rate) => sgd({ learningRate: 1 }).setLearningRate(rate)],
    [
      'the learning rate of options.groups[0]',
      () => sgd({ learningRate: 1e-30, groups: [{ match: 'a', learningRate: 1 }] }).setLearningRate(1),
    ],
  ];
  const tooSmall: typeof tooSmallOrLarge = [
    [
      'options.classWeights[0]',
      (weight) => crossEntropyLoss(y(), logits(), { classWeights: [weight, weight, weight] }),
    ],
    ['options.beta', (beta) => mbibLoss(y(), [logits()], logits(), [1, 1, 1], { beta })],
    ['options.whole.weight', (weight) => crossEntropyLoss(y(), logits(), { whole: { samples: 1, weight } })],
  ];
  it.each([
    ...[...tooSmallOrLarge, ...tooSmall].map(([name, call]) => [name, 1e-46, call] as const),
    ...[...tooSmallOrLarge, ...tooLarge].map(([name, call]) => [name, 1e39, call] as const),
  ])('%s of %s', (name, value, call) => {
    expect(() => tf.tidy(() => void call(value))).toThrow(`${name} must`);
    expect(() => tf.tidy(() => void call(value))).toThrow(RangeError);
  });

  it('β or m that leaves a class a weight of few digits', () => {
    expect(() => classBalancedWeights([1e-38, 1e38], 0.9)).toThrow('beta must leave every class a weight');
    expect(() => classWeights([1e-38, 1e38], 1)).toThrow('m must leave every class a weight');
  });
});

it('the smallest numbers that are taken give finite results', async () => {
  const least = 1.2e-38;
  const [loss, gradient, weighed, plain] = await read(() => {
    const { value, grad } = tf.valueAndGrad((l: tf.Tensor) =>
      seesawLoss(y(), l, [1, 1, 1], { epsilon: least }),
    )(logits());
    const both = [tf.tensor1d([0, 1], 'int32'), tf.tensor2d([1, 0, 0, 0, 2, 0], [2, 3])] as const;
    const classWeights = [least, least, least];
    return [value, grad, crossEntropyLoss(...both, { classWeights }), crossEntropyLoss(...both)];
  });
  expect([...loss!, ...gradient!].every(Number.isFinite)).toBe(true);
  expectClose(weighed!, plain!, { rtol: 1e-4 });
  const variable = tf.variable(tf.tensor1d([1]));
  const optimizer = adamW({ learningRate: 0.1, weightDecay: 0, epsilon: least });
  optimizer.minimize(() => tf.tidy(() => tf.mul(tf.sum(variable), 0) as tf.Scalar));
  expect([...(await variable.data())]).toEqual([1]);
  optimizer.dispose();
  variable.dispose();
  const mixer = mixup({ classes: 2, alpha: 1e-18 });
  expect(new Set(Array.from({ length: 50 }, () => mixer.next(0).lambda))).toEqual(new Set([0, 1]));
});

describe('more classes or samples than memory holds are refused by name', () => {
  const ignored = [0, 2 ** 32 - 1];
  const probabilities = tf.tensor2d([[0.5, 0.5]]);
  it.each<[string, () => unknown]>([
    ['labels[1]', () => powerSampler(ignored)],
    ['labels[1]', () => reverseSampler(ignored)],
    ['labels[1]', () => classAwareSampler(Uint32Array.from(ignored))],
    ['labels[1]', () => progressiveSampler(ignored, { epochs: 2 })],
    ['options.classes', () => powerSampler([0], { classes: 1e9 })],
    ['count', () => powerSampler([0]).next(1e10)],
    ['count', () => classAwareSampler([0]).next(1e10)],
    ['batch', () => mixup({ classes: 2 }).next(1e10)],
    ['options.classes', () => mixup({ classes: 1e10 })],
    ['options.classes', () => longTailedCounts({ classes: 1e9, max: 1e9, imbalanceFactor: 2 })],
    ['options.classes', () => retrainedClassifier({ width: 2, classes: 1e10 })],
    ['options.classes', () => heads({ classes: 1e10 })],
    ['options.widths[0]', () => heads({ widths: [1e10] })],
    ['classes', () => cosineKernel(2, 1e10)],
    ['classes', () => seenCounts(1e10)],
    ['options.classes', () => classificationMetrics([0], [0], { classes: 1e9 })],
    ['options.classes', () => classificationMetricsIntervals([0], [0], { classes: 1e9 })],
    ['options.resamples', () => classificationMetricsIntervals([0], [0], { classes: 1, resamples: 1e10 })],
    ['options.bins', () => expectedCalibrationError([0], probabilities, { bins: 1e10 })],
  ])('%s: %s', async (name, call) => {
    const refused = expect(Promise.resolve().then(call)).rejects;
    await refused.toThrow(
      new RegExp(`^${name.replace(/[[\]]/g, '\\$&')} must be .*below 16777216, got \\d+$`),
    );
  });

  it('a class id of millions is taken', () => {
    expect(new Set(powerSampler([0, 2 ** 21]).next(50))).toEqual(new Set([0, 1]));
    expect([...classAwareSampler([2 ** 21]).next(2)]).toEqual([0, 0]);
  });
});
