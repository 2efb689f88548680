import * as tf from '@tensorflow/tfjs';
import { adamW } from 'mbib/training';
import { describe, expect, test, vi } from 'vitest';
import { augmentedBatches, plainBatches } from '../../../src/jobs/data/memory-batches';
import { noSums } from '../../../src/jobs/log/epoch-sums';
import { assertRecipe, assertStepRecipe } from '../../../src/jobs/loop/assert-recipe';
import { observedNet } from '../../../src/jobs/loop/batch-outputs';
import { startWorkerReplicas } from '../../../src/jobs/loop/replicas/page/start-worker-replicas';
import { testOutputs } from '../../../src/jobs/loop/test-outputs';
import { type Recipe, type StepRecipe, trainEpoch } from '../../../src/jobs/loop/train-epoch';
import type { JobOptions } from '../../../src/jobs/run/job';
import { randomImages, tinyNormalisation, tinyRecipe } from '../support/tiny-recipe';

await tf.setBackend('cpu');
const recipe = tinyRecipe({ method: 'ce', epochs: 1, seed: 0, backend: 'cpu' } as JobOptions);
const { net, train, test: source, samplesPerClass } = recipe;
const labelsOf = (label: number) => ({ ...train, labels: train.labels.map(() => label) });

test('a recipe may have every part that its type has, for a run and for an epoch', () => {
  // A part that is added to the type is missing here, until it is known.
  const whole: Required<Recipe> = {
    ...{
      net,
      train,
      test: source,
      testedOn: 'validation',
      validation: source,
      samplesPerClass,
      optimizer: adamW({ learningRate: 1 }),
    },
    ...{ schedule: () => 1, batchSize: 8, microBatch: 4, replicas: {} as Recipe['replicas'], epochs: 2 },
    ...{ testBatchSize: 20, bounds: { many: 50 }, whole: { classifier: net.classifier }, split: 'hash' },
    ...{ preprocessing: tinyNormalisation, onLoss: () => {} },
    sampling: { sampler: 'class-aware', inARow: 2 },
    mixing: { mix: 'remix', mixAlpha: 2, remixKappa: 2, remixTau: 0.1 },
  };
  expect(() => assertRecipe(whole)).not.toThrow();
  expect(() => assertStepRecipe(whole)).not.toThrow();
});

const parts: [object, RegExp | string][] = [
  [{ sampling: { sampler: 'sqrt' } }, /^recipe.sampling.sampler must be one of 'uniform', .*, got 'sqrt'$/],
  [{ sampling: { smapler: 'balanced' } }, 'recipe.sampling must hold sampler, inARow only, got smapler'],
  [{ sampling: { sampler: 'class-aware', inARow: 0 } }, 'recipe.sampling.inARow must be a whole number'],
  [{ sampling: 'balanced' }, 'recipe.sampling must be an object with sampler, inARow'],
  [{ mixing: { mix: 'cutmix' } }, "recipe.mixing.mix must be one of 'none', 'mixup', 'remix', got 'cutmix'"],
  [{ mixing: { mix: 'mixup', alpha: 2 } }, /^recipe.mixing must hold mix, .* only, got alpha$/],
  [{ mixing: { mix: 'mixup', mixAlpha: 0 } }, 'recipe.mixing.mixAlpha must be above 0, got 0'],
  ...[0, 1, Number.NaN].map((microBatch): [object, string] => [
    { microBatch },
    `recipe.microBatch must be a whole number of at least 2, got ${microBatch}`,
  ]),
  [{ batchSize: Number.NaN }, 'recipe.batchSize must be a whole number of at least 1, got NaN'],
  [{ train: labelsOf(9) }, 'labels[0] must be a whole number of at least 0 and below 4, got 9'],
  [{ batchsize: 8 }, /^recipe must hold .* only, got batchsize$/],
  [{ net: undefined }, 'recipe.net must be given, got nothing'],
];

describe('before the first step an epoch refuses, by name,', () => {
  const lossAndScores = vi.fn(net.lossAndScores);
  const start = { epoch: 0, step: 0, sums: noSums() };
  const given: [name: string, ...Parameters<typeof trainEpoch>, message: RegExp | string][] = [
    ...parts.map(([part, message]): (typeof given)[number] => [
      ...([JSON.stringify(Object.entries(part)[0]!).slice(0, 60), { ...recipe, ...part }] as [
        string,
        StepRecipe,
      ]),
      ...([0, start, () => {}, () => false] as const),
      message,
    ]),
    [
      'seed',
      recipe,
      -1,
      start,
      () => {},
      () => false,
      'seed must be a whole number in 0..4294967295, got -1',
    ],
    ...[-1, 6, Number.NaN].map((step): (typeof given)[number] => [
      ...(['step', recipe, 0, { ...start, step }, () => {}, () => false] as const),
      `position.step must be a whole number of at least 0 and below 6, got ${step}`,
    ]),
    [
      'sums',
      recipe,
      0,
      { ...start, sums: undefined as never },
      () => {},
      () => false,
      'position.sums must be',
    ],
    ['onStep', recipe, 0, start, undefined as never, () => false, 'onStep must be a function'],
  ];

  test.each(given)('%s', async (_, of, seed, position, onStep, stop, message) => {
    const watched = { ...of, net: of.net && { ...of.net, lossAndScores } };
    await expect(trainEpoch(watched, seed, position, onStep, stop)).rejects.toThrow(message);
    expect(lossAndScores).not.toHaveBeenCalled();
  });
});

test('a recipe says what it is tested on only where these are validation images', () => {
  expect(() => assertRecipe({ ...recipe, testedOn: 'test' })).toThrow(
    "recipe.testedOn must be one of 'validation', got 'test'",
  );
});

test.each([
  [Number.NaN, { samplesPerClass }, 'batchSize must be a whole number of at least 1, got NaN'],
  [7, { samplesPerClass: [1, 2] }, 'options.samplesPerClass must hold one count for each class, got [1,2]'],
  [
    7,
    { samplesPerClass, bounds: { many: 1, few: 2 } },
    'options.bounds.few must not exceed options.bounds.many',
  ],
  [7, { samplesPerClass, sample: Int32Array.of(20) }, 'options.sample[0] must be a whole number'],
  [7, { samplesPerClass, smaple: [] }, /^options must hold .* only, got smaple$/],
])('outputs of batches of %d with %o are refused', async (batchSize, options, message) => {
  const observed = observedNet(net);
  await expect(testOutputs(observed, source, batchSize, options)).rejects.toThrow(message);
});

test.each([
  [{ batchSize: Number.NaN }, 'recipe.batchSize must be a whole number of at least 1, got NaN'],
  [{ microBatch: 1 }, 'recipe.microBatch must be a whole number of at least 2, got 1'],
])('workers do not start with %o', async (part, message) => {
  const worker = { postMessage() {}, addEventListener() {}, terminate: vi.fn() };
  const started = startWorkerReplicas({ ...recipe, ...part }, [worker as never], {});
  await expect(started).rejects.toThrow(message);
  expect(worker.terminate).toHaveBeenCalled();
});

test('images whose labels are no classes make no batches', () => {
  const set = { ...randomImages(3), labels: Int32Array.of(0, 4, 1) };
  const message = 'labels[1] must be a whole number of at least 0 and below 4, got 4';
  expect(() => plainBatches(set, tinyNormalisation)).toThrow(message);
  expect(() => augmentedBatches(set, { ...tinyNormalisation, pad: 1, flip: true })).toThrow(message);
});
