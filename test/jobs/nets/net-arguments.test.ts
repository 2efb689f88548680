import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { buildNet } from '../../../src/jobs/nets/build-net';
import { expertsOf } from '../../../src/jobs/nets/experts/experts-of';
import { buildFeatureNet } from '../../../src/jobs/nets/frozen/feature-net';
import { type MethodName, methodNames } from '../../../src/jobs/nets/methods';
import { scheduleOf } from '../../../src/jobs/nets/methods/own-recipe';
import { ownRecipe } from '../../../src/jobs/nets/methods/own-recipe-of';
import { withTeacher } from '../../../src/jobs/nets/with-teacher';
import { tinyConvnet } from '../support/tiny-convnet';

const task = { samplesPerClass: [5, 4], seed: 0 };
const stages = ['stage1', 'stage2', 'stage3'];
const build = (method: MethodName, options: object = {}, taps: readonly string[] = stages) =>
  buildNet(method, tinyConvnet(expertsOf({ method })), taps, { ...task, ...options });

describe.runIf(['cpu', 'wasm'].includes(tf.getBackend()))('where tensors can be read', () => {
  test.each(methodNames)('the loss of %s refuses a label that is no class', (method) => {
    const net = build(method);
    const labels = tf.tensor1d([0, 7], 'int32');
    const teacher = tf.zeros([2, 2]) as tf.Tensor2D;
    const message = 'labels[1] must be a whole number of at least 0 and below 2, got 7';
    expect(() => net.lossAndScores(tf.ones([2, 4, 4, 2]), labels, { teacher })).toThrow(message);
    net.dispose();
  });
});

test.each(['ce', 'bsce', 'bsce-mlp', 'ldam', 'reslt', 'mbib'] as const)(
  '%s has no heads without taps, without a width of z or without a classifier',
  (method) => {
    expect(() => build(method, {}, [])).toThrow('taps must be an array of at least one name of a layer');
    expect(() => build(method, {}, 'stage3' as never)).toThrow(TypeError);
    expect(() => build(method, { zWidth: 0 })).toThrow('options.zWidth must be a whole number of at least 1');
    expect(() => build(method, { classifier: 0 })).toThrow(
      "options.classifier must be 'linear' or { cosine: scale }",
    );
    const args = [method, undefined as never, stages, task] as const;
    expect(() => buildNet(...args)).toThrow('backbone must be a LayersModel, got undefined');
    for (const widths of [[], [0], [Number.NaN, 4], 4] as number[][]) {
      expect(() => buildFeatureNet(method, widths, task)).toThrow(/^widths/);
    }
  },
);

test.each(['ce', 'bsce', 'bsce-mlp', 'ldam', 'reslt'] as const)(
  '%s, which looks at the output of the backbone alone, refuses another last tap',
  (method) => {
    for (const tap of ['stage1', 'nonsense']) {
      const message = `taps[0] must be 'stage3', the output of the backbone, for this method, got '${tap}'`;
      expect(() => build(method, {}, [tap])).toThrow(message);
    }
  },
);

test('a number of experts, a warm-up and a teacher that are none are refused by name', () => {
  expect(() => expertsOf({ method: 'ride', experts: 1 })).toThrow('options.experts must be a whole number');
  expect(() => scheduleOf({ ...ownRecipe('ce'), warmup: 'none' as never })).toThrow(
    "recipe.warmup must be one of 'fifth', 'third', got 'none'",
  );
  expect(() => withTeacher(build('ce'), undefined as never)).toThrow('teacher must be a function');
});
