import 'mbib/accelerate';
import * as tf from '@tensorflow/tfjs-core';
import { sgd } from 'mbib/training';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { MersenneTwister } from '../../../../src/jobs/data/mersenne-twister';
import { predictBatch } from '../../../../src/jobs/loop/predict-labels';
import { startWorkerReplicas } from '../../../../src/jobs/loop/replicas/page/start-worker-replicas';
import type { ReplicaError } from '../../../../src/jobs/loop/replicas/replica-error';
import { readWeights } from '../../../../src/jobs/loop/replicas/replica-memory';
import type { BatchGradients } from '../../../../src/jobs/loop/replicas/replicas';
import type { StepBatch } from '../../../../src/jobs/loop/step-batch';
import { applyGradients, gradientsInParts, wholeStep } from '../../../../src/jobs/loop/train-step';
import type { Net } from '../../../../src/jobs/nets/build-net';
import { type NetWish, smallNet } from './small-net';
import { startWasm } from './start-wasm';

const imageShape = [8, 8, 1];
const workers: Worker[] = [];

beforeAll(startWasm);
afterEach(() => {
  for (const worker of workers.splice(0)) worker.terminate();
});

function newWorker(): Worker {
  const worker = new Worker(new URL('./replica-worker.ts', import.meta.url), { type: 'module' });
  workers.push(worker);
  return worker;
}

function start(net: Net, options: NetWish) {
  const recipe = { net, batchSize: 12, train: { imageShape }, test: { imageShape }, testBatchSize: 20 };
  return startWorkerReplicas(recipe, [newWorker()], options);
}

test('this page has the memory that its project promises: shared where it is isolated', () => {
  expect(typeof SharedArrayBuffer).toBe(crossOriginIsolated ? 'function' : 'undefined');
});

test('two steps by a page and a worker have the gradients of two parts, and the same bits when they are repeated', async () => {
  const weights = await twoSteps();
  expect(new Set(weights).size).toBeGreaterThan(1000);
  expect(await twoSteps()).toEqual(weights);
});

/** Trains a new net in two steps, comparing each with that of the page alone. Returns its weights and running statistics. */
async function twoSteps(): Promise<Float32Array> {
  const net = smallNet({ seed: 3 });
  // The worker's own weights are others: it takes those of the page.
  const replicas = await start(net, { seed: 4 });
  const variables = net.trainer.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const optimizer = sgd({ learningRate: 0.1, momentum: 0.9 });
  for (const seed of [11, 12]) {
    const batch = randomBatch(seed);
    const expected = vectorOf(gradientsInParts(net, variables, batch, wholeStep(net, batch), 6));
    const found = await replicas.gradients(batch);
    const parts = vectorOf(found);
    expect(norm(expected.gradient)).toBeGreaterThan(0.01);
    expect(norm(expected.gradient.map((value, i) => value - parts.gradient[i]!))).toBeLessThan(
      1e-5 * norm(expected.gradient),
    );
    expect(Math.abs(parts.loss / expected.loss - 1)).toBeLessThan(1e-5);
    expect(parts.correct).toBe(expected.correct);
    applyGradients(optimizer, found).dispose();
  }
  await replicas.end();
  const weights = new Float32Array(net.trainer.countParams());
  readWeights(net.trainer.weights, weights);
  tf.dispose(variables);
  return weights;
}

test('a worker predicts what the page does, and the page what a worker has no memory for', async () => {
  const net = smallNet({ seed: 3 });
  const replicas = await start(net, { seed: 4 });
  const source = { imageShape } as never;
  const predict = replicas.predictor();
  for (const size of [20, 20, 30]) {
    const batch = { indices: new Int32Array(size), pixels: pixels(size, size) };
    const alone = await predictBatch(net.classifier, { imageShape }, batch);
    expect(await predict(source, batch)).toEqual(alone);
    expect(new Set(alone).size).toBeGreaterThan(1);
  }
  await replicas.end();
});

test('a worker that fails while it starts is told of, and so is one that ends later', async () => {
  const net = smallNet({ seed: 3 });
  await expect(start(net, { seed: 3, fails: true })).rejects.toMatchObject({
    name: 'ReplicaError',
    message: 'Replica 1 has ended: the test wants it.',
  } satisfies Partial<ReplicaError>);

  const replicas = await start(net, { seed: 3 });
  const step = replicas.gradients(randomBatch(1));
  workers.at(-1)!.terminate();
  await expect(step).rejects.toThrow('Replica 1 has ended: it was closed, or the browser has ended it.');
  await expect(replicas.gradients(randomBatch(1))).rejects.toMatchObject({ name: 'ReplicaError' });
});

test('what Node refuses is refused, and ends the workers', async () => {
  const net = smallNet({ seed: 3 });
  const recipe = { net, batchSize: 12, train: { imageShape } };
  await expect(startWorkerReplicas(recipe, [], {})).rejects.toThrow('workers must have one Web Worker');
  const worker = newWorker();
  const ended = new Promise((resolve) => {
    worker.terminate = () => resolve(true);
  });
  const whole = { ...recipe, net: { ...net, wholeBatch: undefined } };
  await expect(startWorkerReplicas(whole, [worker], {})).rejects.toThrow(
    'replicas must be left out for mbib',
  );
  expect(await ended).toBe(true);
  await expect(startWorkerReplicas({ ...recipe, batchSize: 3 }, [newWorker()], {})).rejects.toThrow(
    'replicas must leave two images of a batch of 3 to each, got 2',
  );
  const options = { build: () => {} };
  await expect(startWorkerReplicas(recipe, [newWorker()], options)).rejects.toThrow(
    'options must be plain data that can be sent to a worker',
  );
});

function randomBatch(seed: number): StepBatch {
  const labels = Int32Array.from({ length: 12 }, (_, i) => (i * i + seed) % 4);
  return { pixels: pixels(12, seed), imageShape, labels, progress: 0 };
}

function pixels(size: number, seed: number): Float32Array {
  const random = new MersenneTwister(seed);
  return Float32Array.from({ length: size * 64 }, () => random.interval(1000) / 500 - 1);
}

/** All gradients one after the other. */
function vectorOf({ lossAndCorrect, gradients }: BatchGradients) {
  const [loss, correct] = lossAndCorrect.dataSync();
  const inOrder = [...gradients].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    loss: loss!,
    correct: correct!,
    gradient: inOrder.flatMap(([, each]) => Array.from(each.dataSync())),
  };
}

function norm(vector: readonly number[]): number {
  return Math.hypot(...vector);
}
