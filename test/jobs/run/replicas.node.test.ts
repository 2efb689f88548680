import 'mbib/accelerate';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBackend } from '../../../src/jobs/backend/start-backend';
import { MersenneTwister } from '../../../src/jobs/data/mersenne-twister';
import { observedNet } from '../../../src/jobs/loop/batch-outputs';
import { predictLabels } from '../../../src/jobs/loop/predict-labels';
import type { ReplicaError } from '../../../src/jobs/loop/replicas/replica-error';
import { formsOfWeights } from '../../../src/jobs/loop/replicas/replica-memory';
import type { BatchGradients } from '../../../src/jobs/loop/replicas/replicas';
import { ThreadReplicas } from '../../../src/jobs/loop/replicas/thread-replicas';
import type { StepBatch } from '../../../src/jobs/loop/step-batch';
import { testOutputs } from '../../../src/jobs/loop/test-outputs';
import type { Recipe } from '../../../src/jobs/loop/train-epoch';
import { gradientsInParts, wholeStep } from '../../../src/jobs/loop/train-step';
import { defaultLossOptions } from '../../../src/jobs/nets/methods';
import { withoutTsx } from '../../../src/jobs/run/replicas/start-program';
import { startReplicas } from '../../../src/jobs/run/replicas/start-replicas';
import { runJob } from '../../../src/jobs/run/run-job';
import { outcome } from '../support/outcome';
import { job, plainJob, program } from '../support/replica-job';
import { temporaryFolder } from '../support/temporary-folder';

const options = {
  ...defaultLossOptions('bsce'),
  method: 'bsce',
  epochs: 1,
  seed: 0,
  backend: 'wasm',
} as const;

describe('replicas of a net without batch normalisation', () => {
  let recipe: Recipe;
  let three: ThreadReplicas;

  beforeAll(async () => {
    await startBackend('wasm');
    const data = () => 4;
    recipe = await plainJob.recipe(options, { tell: () => {}, resumed: false, data });
    const start = { program, job: 'plain', options, backend: 'wasm', data } as const;
    three = await startReplicas(3, recipe, start, new AbortController().signal);
  });

  afterAll(() => three.end());

  /** The same threads, or fewer of them, with a bound on what each computes at once. */
  const replicas = (count: number, microBatch: number) =>
    new ThreadReplicas(recipe.net, three.threads.slice(0, count - 1), microBatch);

  test.each([
    [2, 99],
    [3, 99],
    [2, 2],
    [3, 2],
  ])(
    '%d of them, of at most %d images at once, have the loss and the gradient of the whole batch',
    async (count, microBatch) => {
      const batch = randomBatch(11);
      const variables = recipe.net.trainer.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const whole = vectorOf(
        gradientsInParts(recipe.net, variables, batch, wholeStep(recipe.net, batch), 99),
      );
      const { numTensors } = tf.memory();
      const parts = vectorOf(await replicas(count, microBatch).gradients(batch));

      expect(tf.memory().numTensors).toBe(numTensors);
      expect(norm(whole.gradient)).toBeGreaterThan(0.01);
      expect(norm(whole.gradient.map((value, i) => value - parts.gradient[i]!))).toBeLessThan(
        1e-5 * norm(whole.gradient),
      );
      expect(Math.abs(parts.loss / whole.loss - 1)).toBeLessThan(1e-5);
      expect(parts.correct).toBe(whole.correct);
    },
  );

  test('a batch too small for all of them has fewer parts, of two images at least', async () => {
    const batch = randomBatch(3);
    const { memory } = three.threads[1]!;
    const before = memory.pixels.slice();
    const { loss } = vectorOf(await replicas(3, 99).gradients(batch));
    const variables = recipe.net.trainer.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const whole = gradientsInParts(recipe.net, variables, batch, wholeStep(recipe.net, batch), 99);
    expect(loss).toBe(vectorOf(whole).loss);
    expect(memory.pixels).toEqual(before);
  });

  test('the images are those of the batch to the bit, whatever their number', async () => {
    const batch = randomBatch(11);
    for (const count of [2, 3]) {
      vectorOf(await replicas(count, 99).gradients(batch));
      const given = three.threads.slice(0, count - 1).map(({ memory: { pixels } }) => pixels);
      const bound = (part: number) => Math.floor((part * 11) / count) * 32;
      for (const [i, pixels] of given.entries()) {
        const part = batch.pixels.slice(bound(i + 1), bound(i + 2));
        expect(pixels.slice(0, part.length)).toEqual(part);
      }
    }
  });

  test('an evaluation has the predictions of one thread to the last, in their order', async () => {
    const { classifier } = recipe.net;
    const alone = await predictLabels(classifier, recipe.test, 3);
    const together = await predictLabels(classifier, recipe.test, 3, () => false, replicas(3, 99));
    expect(together).toEqual(alone);
    expect(new Set(alone!.predictions).size).toBeGreaterThan(1);

    const observed = observedNet(recipe.net);
    const { samplesPerClass } = recipe;
    const options = { samplesPerClass, replicas: replicas(3, 99) };
    const outputs = await testOutputs(observed, recipe.test, 3, options);
    expect(outputs).toEqual(await testOutputs(observed, recipe.test, 3, { samplesPerClass }));
    expect(outputs!.predictions).toEqual(alone!.predictions);
  });
});

test('a run of two replicas whose thread dies ends with its last checkpoint, and resumed comes to the same bits', async () => {
  const folder = await temporaryFolder();
  const [whole, broken] = [join(folder, 'whole'), join(folder, 'broken')];
  const given = { epochs: 2, replicas: 2, backend: 'cpu' } as const;
  await runJob(job, { ...given, out: whole }, { program });
  const crash = runJob(job, { ...given, out: broken, crash: 'exit' }, { program });
  await expect(crash).rejects.toMatchObject({
    message: 'Replica 1 has ended: exit code 7.',
    isSaved: true,
  } satisfies Partial<ReplicaError>);

  // The run has recorded its two replicas.
  const other = runJob(job, { out: broken, resume: true, replicas: 3 }, { program });
  await expect(other).rejects.toMatchObject({ option: 'replicas' });
  const twoJobs = new URL('../support/two-jobs.ts', import.meta.url).href;
  await expect(runJob(job, { out: broken, resume: true }, { program: twoJobs })).rejects.toMatchObject({
    message: expect.stringContaining('wait for the training of no other job before'),
    isSaved: true,
  });
  await runJob(job, { out: broken, resume: true, replicas: 'auto' }, { program });

  const { log, weights } = await outcome(whole);
  expect(await outcome(broken)).toEqual({ log, weights });
  expect(log[0]!.options).toMatchObject({ replicas: 2 });
});

test('an error in a thread is told as that of the replica, and a program without the job by what it lacks', async () => {
  const out = join(await temporaryFolder(), 'run');
  const given = { epochs: 1, replicas: 2, backend: 'cpu', out } as const;
  const told: unknown[] = [];
  const listener = { program, tell: (event: unknown) => told.push(event) };
  const crash = runJob(job, { ...given, crash: 'throw', microBatch: 'auto' }, listener);
  await expect(crash).rejects.toThrow('Replica 1 has ended: the test wants it.');
  const log = await readFile(join(out, 'log.jsonl'), 'utf8');
  expect(log).toContain('"replicas":2');
  // What is computed at once is of the part of one of them.
  expect(told).toContainEqual({
    type: 'note',
    text: 'Computed at once by each of 2 replicas: all of its 4.',
  });
  expect(log).toContain('"microBatch":4');

  const elsewhere = new URL('../support/tiny-convnet.ts', import.meta.url).href;
  const lacking = runJob(job, { ...given, out: `${out}2` }, { program: elsewhere });
  await expect(lacking).rejects.toMatchObject({
    message: expect.stringContaining('its program has come to its end without training the job'),
    isSaved: false,
  });
});

test.each([
  ['./job.ts', RangeError],
  ['https://example.org/job.js', RangeError],
  [5, TypeError],
])('a program that is no address of a file is refused: %s', async (wrong, kind) => {
  const error = await runJob(job, {}, { program: wrong as string }).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(kind);
  expect(error.message).toContain('program must be');
});

test.each([
  [
    ['--import', 'file:///app/node_modules/tsx/dist/loader.mjs', '--conditions', 'dev'],
    ['--conditions', 'dev'],
  ],
  [
    ['--import=tsx', '--no-warnings', '-r', './tsx-like.js'],
    ['--no-warnings', '-r', './tsx-like.js'],
  ],
  [['--require', 'C:\\a\\tsx\\preflight.cjs', '--import', 'tsx/esm'], []],
])('of the words for Node, a thread is not given those that load tsx: %j', (words, kept) => {
  expect(withoutTsx(words)).toEqual(kept);
});

test('a net with the same numbers of weights, but of other shapes or in another order, is told from another', () => {
  const weight = (name: string, shape: number[]) => ({ name, shape }) as LayerVariable;
  const forms = (...weights: LayerVariable[]) => formsOfWeights(weights).join();
  const kernel = weight('conv2d_1/kernel', [3, 4]);
  expect(forms(kernel)).toBe(forms(weight('conv2d_7/kernel_2', [3, 4])));
  expect(forms(kernel)).not.toBe(forms(weight('conv2d_1/kernel', [4, 3])));
  const [gamma, beta] = [weight('norm/gamma', [4]), weight('norm/beta', [4])];
  expect(forms(gamma, beta)).not.toBe(forms(beta, gamma));
});

function randomBatch(size: number): StepBatch {
  const random = new MersenneTwister(size);
  return {
    pixels: Float32Array.from({ length: size * 32 }, () => random.interval(1000) / 500 - 1),
    imageShape: [4, 4, 2],
    labels: Int32Array.from({ length: size }, (_, i) => i % 4),
    progress: 0,
    mixed: { labels: Int32Array.from({ length: size }, (_, i) => (i * i) % 4), share: 0.3 },
  };
}

/** All gradients one after the other; they are freed. */
function vectorOf({ lossAndCorrect, gradients }: BatchGradients) {
  const [loss, correct] = lossAndCorrect.dataSync();
  const gradient = [...gradients.values()].flatMap((each) => Array.from(each.dataSync()));
  tf.dispose([lossAndCorrect, ...gradients.values()]);
  return { loss: loss!, correct: correct!, gradient };
}

function norm(vector: readonly number[]): number {
  return Math.hypot(...vector);
}
