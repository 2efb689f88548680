import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import 'mbib/accelerate';
import { beforeAll, expect, test } from 'vitest';
import { fittingMicroBatch } from '../../../src/jobs/loop/fitting-micro-batch';
import type { Recipe } from '../../../src/jobs/loop/train-epoch';
import { trainStepInParts } from '../../../src/jobs/loop/train-step';
import { defaultLossOptions, type MethodName } from '../../../src/jobs/nets/methods';
import { tinyDefaults, tinyRecipe } from '../support/tiny-recipe';

beforeAll(async () => {
  await tf.setBackend('wasm');
});

const recipeOf = (method: MethodName): Recipe => ({
  ...tinyRecipe({ ...tinyDefaults, ...defaultLossOptions(method), method }),
  batchSize: 40,
});

const weightsOf = ({ net }: Recipe) => net.trainer.getWeights().map((weight) => [...weight.dataSync()]);

/** The most bytes that tensors have in a step of parts. */
async function peakOf({ net, optimizer, train, batchSize }: Recipe, microBatch: number): Promise<number> {
  const variables = net.trainer.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const labels = train.labels.slice(0, batchSize);
  const { imageShape } = train;
  const pixels = new Float32Array(batchSize * tf.util.sizeFromShape([...imageShape]));
  const { peakBytes, result } = await tf.profile(() =>
    tf.tidy(() =>
      trainStepInParts(net, optimizer, variables, { pixels, imageShape, labels, progress: 0 }, microBatch),
    ),
  );
  tf.dispose(result);
  return peakBytes;
}

test('the whole batch is taken where it fits, and parts of two where nothing does', async () => {
  const recipe = recipeOf('mbib');
  expect(await fittingMicroBatch(recipe)).toBe(40);
  expect(await fittingMicroBatch(recipe, 1)).toBe(2);
});

test.each([0.9, 0.5, 0.3])(
  'parts of a batch stay within %s of what the whole needs, and larger ones do not',
  async (share) => {
    const recipe = recipeOf('mbib');
    const whole = await peakOf(recipe, 40);
    const budget = share * whole;
    const before = weightsOf(recipe);
    const tensors = tf.memory().numTensors;
    const microBatch = await fittingMicroBatch(recipe, budget);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(weightsOf(recipe)).toEqual(before);

    const parts = Math.ceil(40 / microBatch);
    expect(microBatch).toBe(Math.ceil(40 / parts));
    expect(await peakOf(recipe, microBatch)).toBeLessThanOrEqual(budget);
    expect(await peakOf(recipe, Math.ceil(40 / (parts - 1)))).toBeGreaterThan(0.8 * budget);
  },
);

test('a method whose loss is not made up of the losses of parts has the whole batch', async () => {
  const recipe = recipeOf('mbib');
  const net = { ...recipe.net, wholeBatch: undefined };
  expect(await fittingMicroBatch({ ...recipe, net }, 1)).toBe(40);
});

test('where no limit is known the whole batch is taken, and nothing is computed', async () => {
  await tf.setBackend('cpu');
  expect(await fittingMicroBatch(recipeOf('mbib'))).toBe(40);
  await tf.setBackend('wasm');
});
