import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { type Sgd, sgd } from 'mbib/training';
import { beforeAll, describe, expect, test } from 'vitest';
import { decodeTensorFile, encodeTensorFile, type TensorFile } from '../../../src/jobs/files/tensor-file';
import { readCheckpoint, restoreCheckpoint, saveCheckpoint } from '../../../src/jobs/run/checkpoint';
import { encodeSealed } from '../../../src/jobs/run/checkpoints/sealed-tensor-file';
import { CheckpointError } from '../../../src/jobs/run/run-errors';
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

/** A file that was changed by somebody who knows its hash. */
function resealed({ metadata: { sha256: _, ...metadata }, tensors }: TensorFile): Uint8Array {
  return encodeSealed({ metadata, tensors });
}

function values(model: LayersModel): Float32Array[] {
  return model.weights.map((weight) => weight.read().dataSync<'float32'>());
}

test('training goes on from a checkpoint as if nothing had been', async () => {
  const path = join(await temporaryFolder(), 'last.safetensors');
  const whole = tinyModel();
  const wholeOptimizer = newOptimizer();
  train(whole, wholeOptimizer, 1, 3);
  const state = { ...initialState({ seed: 3 }, { data: 'hash' }), epoch: 2, step: 7 };
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
  await saveCheckpoint(path, initialState({}, { data: '' }), model, optimizer);
  const tensors = tf.memory().numTensors;
  const before = values(model);

  await saveCheckpoint(path, initialState({}, { data: '' }), model, optimizer);

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
  await saveCheckpoint(path, initialState({}, { data: '' }), model, optimizer);
  const before = await readFile(path);
  await symlink('/dev/full', `${path}.part`);
  train(model, optimizer, 1, 1);

  await expect(saveCheckpoint(path, initialState({}, { data: '' }), model, optimizer)).rejects.toThrow(
    `Cannot write ${path}: no space is left on the disk.`,
  );

  expect(await readFile(path)).toEqual(before);
});

test('its tensors have the names of their variables, and the file its format', async () => {
  const path = join(await temporaryFolder(), 'last.safetensors');
  const model = tinyModel();
  const optimizer = newOptimizer();
  train(model, optimizer, 1, 1);
  await saveCheckpoint(path, initialState({}, { data: '' }), model, optimizer);

  const { metadata, tensors } = decodeTensorFile(await readFile(path));

  expect(metadata.format).toBe('2');
  expect(metadata.sha256).toMatch(/^[0-9a-f]{64}$/);
  const names = tensors.map(({ name }) => name);
  expect(names.slice(0, model.weights.length)).toEqual(
    model.weights.map(({ originalName }) => `model/${originalName}`),
  );
  expect(names).toContain('optimizer/iter');
});

test('variables that share a name are told apart', async () => {
  const path = join(await temporaryFolder(), 'last.safetensors');
  const inner = () => sequential({ layers: [layers.dense({ units: 2, inputShape: [2], name: 'same' })] });
  const model = () => sequential({ layers: [inner(), inner()] });
  await saveCheckpoint(path, initialState({}, { data: '' }), model(), newOptimizer());
  const { tensors } = (await readCheckpoint(path))!;
  expect(tensors.map(({ name }) => name).slice(0, 4)).toEqual([
    'model/same/kernel',
    'model/same/bias',
    'model/same/kernel#2',
    'model/same/bias#2',
  ]);
  await restoreCheckpoint((await readCheckpoint(path))!, model(), newOptimizer());
});

describe('a checkpoint is refused by a sentence with its file', () => {
  const dense = (name: string, units: number) =>
    sequential({ layers: [layers.dense({ units, inputShape: [2], useBias: false, name })] });

  test.each([
    ['other names', () => dense('other', 3), 'it has saved/kernel [2,3], the model has other/kernel [2,3]'],
    ['other shapes', () => dense('saved', 4), 'it has saved/kernel [2,3], the model has saved/kernel [2,4]'],
    [
      'more variables',
      () => sequential({ layers: [dense('saved', 3), layers.batchNormalization({ name: 'norm' })] }),
      'as variable 2 it has no more, the model has norm/gamma [3]',
    ],
  ])('of %s', async (_, build, difference) => {
    const path = join(await temporaryFolder(), 'last.safetensors');
    await saveCheckpoint(path, initialState({}, { data: '' }), dense('saved', 3), newOptimizer());
    const model = build();
    const before = values(model);

    const error = await restoreCheckpoint((await readCheckpoint(path))!, model, newOptimizer()).catch(
      (thrown) => thrown,
    );

    expect(error).toBeInstanceOf(CheckpointError);
    expect(error.message).toContain(`Cannot use the checkpoint ${path}: it does not fit the model`);
    expect(error.message).toContain(difference);
    expect(values(model)).toEqual(before);
  });

  test.each<[string, (file: TensorFile) => void, Sgd | undefined, string]>([
    ['another momentum', () => {}, sgd({ learningRate: 0.1, momentum: 0 }), 'this optimizer has momentum 0'],
    [
      'an optimizer state of other variables',
      ({ tensors }) => {
        tensors.at(-1)!.name = 'optimizer/other/momentum';
      },
      undefined,
      "'other'",
    ],
    [
      'weights of another type',
      ({ tensors }) => {
        tensors[0]!.data = Int32Array.from(tensors[0]!.data);
      },
      undefined,
      'of int32, the model has',
    ],
  ])('of %s, and nothing is written to the model', async (_, change, optimizer, reason) => {
    const path = join(await temporaryFolder(), 'last.safetensors');
    const saved = tinyModel();
    const savedOptimizer = newOptimizer();
    train(saved, savedOptimizer, 1, 2);
    await saveCheckpoint(path, initialState({}, { data: '' }), saved, savedOptimizer);
    const file = decodeTensorFile(await readFile(path));
    change(file);
    await writeFile(path, resealed(file));
    const model = tinyModel();
    const before = values(model);
    const checkpoint = (await readCheckpoint(path))!;
    const taken = optimizer ?? newOptimizer();
    const tensors = tf.memory().numTensors;

    const error = await restoreCheckpoint(checkpoint, model, taken).catch((thrown) => thrown);

    expect(error).toBeInstanceOf(CheckpointError);
    expect(error.path).toBe(path);
    expect(error.message).toContain(`Cannot use the checkpoint ${path}: it`);
    expect(error.message).toContain(reason);
    expect(values(model)).toEqual(before);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  const state = initialState({}, { data: '' });
  test.each<[string | undefined, string]>([
    [undefined, 'it does not say where the run stood'],
    ['undefined', 'what it says of where the run stood is not a JSON object'],
    ['null', 'what it says of where the run stood is not a JSON object'],
    ['[]', 'what it says of where the run stood is not a JSON object'],
    ['{}', 'of the state that it holds, options is missing; expected an object of strings'],
    [
      JSON.stringify({ ...state, epoch: -1 }),
      'of the state that it holds, epoch is -1; expected a whole number',
    ],
    [
      JSON.stringify({ ...state, sums: {} }),
      'of the state that it holds, sums is {}; expected an object with',
    ],
    [JSON.stringify({ ...state, last: { epoch: 1 } }), 'of the state that it holds, last is {"epoch":1}'],
    [JSON.stringify({ ...state, logBytes: null }), 'of the state that it holds, logBytes is null'],
  ])('with the state %s', async (text, reason) => {
    const path = join(await temporaryFolder(), 'last.safetensors');
    const metadata = { format: '2', ...(text === undefined ? {} : { state: text }) };
    await writeFile(path, encodeSealed({ metadata, tensors: [] }));
    const error = await readCheckpoint(path).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(CheckpointError);
    expect(error.message).toContain(`Cannot use the checkpoint ${path}: ${reason}`);
  });

  test.each([
    [{}, 'it was written by mbib 0.1.0 or is no checkpoint, as it names no format; finish the run with'],
    [
      { format: '1' },
      'it is of format 1, this version of mbib reads format 2; finish the run with the version',
    ],
    [
      { format: '3' },
      'it is of format 3, this version of mbib reads format 2; finish the run with the version',
    ],
  ])('of another format: %j', async (metadata, reason) => {
    const path = join(await temporaryFolder(), 'last.safetensors');
    await writeFile(path, encodeTensorFile({ metadata: { ...metadata, state: '{}' }, tensors: [] }));
    await expect(readCheckpoint(path)).rejects.toThrow(`Cannot use the checkpoint ${path}: ${reason}`);
  });
});

test('layers without a name of their own may be numbered otherwise', async () => {
  const path = join(await temporaryFolder(), 'last.safetensors');
  const model = tinyModel();
  await saveCheckpoint(path, initialState({}, { data: '' }), model, newOptimizer());
  const again = tinyModel();
  expect(again.weights[0]!.originalName).not.toBe(model.weights[0]!.originalName);
  await restoreCheckpoint((await readCheckpoint(path))!, again, newOptimizer());
});
