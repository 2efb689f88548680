import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Sgd, sgd } from 'mbib/training';
import { beforeAll, expect, test } from 'vitest';
import { readCheckpoint, restoreCheckpoint, saveCheckpoint } from '../../../src/jobs/run/checkpoint';
import { initialState } from '../../../src/jobs/run/run-state';
import { temporaryFolder } from '../support/temporary-folder';
import { startCpu, tinyModel } from '../support/tiny-model';

beforeAll(startCpu);

function newOptimizer() {
  return sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 1e-3 });
}

/** Some steps on inputs that depend on `first` alone. */
function train(model: LayersModel, optimizer: Sgd, first: number, steps: number): void {
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  for (let step = first; step < first + steps; step++) {
    tf.tidy(() => {
      const x = tf.randomNormal([8, 3], 0, 1, 'float32', step);
      optimizer.minimize(
        () => tf.mean(tf.square(model.apply(x, { training: true }) as tf.Tensor)) as tf.Scalar,
        false,
        variables,
      );
    });
  }
}

function values(model: LayersModel): Float32Array[] {
  return model.weights.map((weight) => weight.read().dataSync<'float32'>());
}

test('training goes on from a checkpoint as if nothing had been', async () => {
  const path = join(await temporaryFolder(), 'checkpoint', 'last.safetensors');
  const whole = tinyModel();
  const wholeOptimizer = newOptimizer();
  train(whole, wholeOptimizer, 1, 3);
  const state = { ...initialState({ seed: 3 }, 'hash'), epoch: 2, step: 7 };
  await saveCheckpoint(path, state, whole, wholeOptimizer);
  train(whole, wholeOptimizer, 4, 3);

  const resumed = tinyModel();
  const resumedOptimizer = newOptimizer();
  const checkpoint = (await readCheckpoint(path))!;
  await restoreCheckpoint(checkpoint, resumed, resumedOptimizer);
  train(resumed, resumedOptimizer, 4, 3);

  expect(checkpoint.state).toEqual(state);
  expect(values(resumed)).toEqual(values(whole));
});

test('saving changes no weight and leaks no tensor', async () => {
  const path = join(await temporaryFolder(), 'last.safetensors');
  const model = tinyModel();
  const optimizer = newOptimizer();
  train(model, optimizer, 1, 2);
  await saveCheckpoint(path, initialState({}, ''), model, optimizer);
  const tensors = tf.memory().numTensors;
  const before = values(model);

  await saveCheckpoint(path, initialState({}, ''), model, optimizer);

  expect(tf.memory().numTensors).toBe(tensors);
  expect(values(model)).toEqual(before);
});

test('where there is no checkpoint there is none', async () => {
  expect(await readCheckpoint(join(await temporaryFolder(), 'last.safetensors'))).toBeUndefined();
});

test.runIf(process.platform === 'linux')('a full disk leaves the previous checkpoint', async () => {
  const path = join(await temporaryFolder(), 'last.safetensors');
  const model = tinyModel();
  const optimizer = newOptimizer();
  await saveCheckpoint(path, initialState({}, ''), model, optimizer);
  const before = await readFile(path);
  await symlink('/dev/full', `${path}.part`);
  train(model, optimizer, 1, 1);

  await expect(saveCheckpoint(path, initialState({}, ''), model, optimizer)).rejects.toThrow(
    `Cannot write ${path}: no space is left on the disk.`,
  );

  expect(await readFile(path)).toEqual(before);
});

test('a checkpoint of another model is refused', async () => {
  const path = join(await temporaryFolder(), 'last.safetensors');
  const model = tinyModel();
  await saveCheckpoint(path, initialState({}, ''), model, newOptimizer());
  const checkpoint = (await readCheckpoint(path))!;
  checkpoint.tensors.splice(2, 1);
  await expect(restoreCheckpoint(checkpoint, model, newOptimizer())).rejects.toThrow(
    /The checkpoint does not fit the model: .* \[missing\] in the checkpoint/,
  );
});
