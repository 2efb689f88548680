import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { startBackend } from '../../../src/jobs/backend/start-backend';
import { readOutputs } from '../../../src/jobs/files/reading/read-outputs';
import { loadFromFolder } from '../../../src/jobs/files/save-model';
import { decodeTensorFile, encodeTensorFile } from '../../../src/jobs/files/tensor-file';
import { DivergedError } from '../../../src/jobs/loop/diverged-error';
import { defaultLossOptions } from '../../../src/jobs/nets/methods';
import { quantisationOf } from '../../../src/jobs/run/classifier/quantisation-of';
import { InterruptedError } from '../../../src/jobs/run/interrupt';
import type { JobOptions, RunPlace } from '../../../src/jobs/run/job';
import { LogFile } from '../../../src/jobs/run/log-file';
import { openRun } from '../../../src/jobs/run/open-run';
import {
  NoImagesError,
  OtherArithmeticError,
  OtherDataError,
  RunStoppedError,
} from '../../../src/jobs/run/run-errors';
import type { RunEvent } from '../../../src/jobs/run/run-events';
import { runRecipe } from '../../../src/jobs/run/run-recipe';
import { temporaryFolder } from '../support/temporary-folder';
import { randomImages, tinyDefaults, tinyForm, tinyRecipe, tinySource } from '../support/tiny-recipe';
import { weightsOf } from '../support/weights-of';

vi.setConfig({ testTimeout: 120_000 });

let told: RunEvent[] = [];

afterEach(() => {
  vi.restoreAllMocks();
  told = [];
});

async function start(
  given: Partial<JobOptions> & RunPlace,
  change: Partial<ReturnType<typeof tinyRecipe>> = {},
  { check = () => {}, ...options }: { check?: () => void; checkpointSeconds?: number } = {},
) {
  const run = await openRun<JobOptions>(tinyForm, given, (event) => told.push(event));
  return runRecipe(
    run,
    { ...(await startBackend('cpu')), check },
    { ...tinyRecipe(run.options), ...change },
    options,
  );
}

async function logOf(out: string) {
  const text = await readFile(join(out, 'log.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Interrupts when the schedule is asked for a learning rate that often: once a step, and once for each epoch's line. */
function interruptAtQuestion(count: number) {
  let asked = 0;
  return {
    schedule: () => {
      if (++asked === count) process.emit('SIGINT', 'SIGINT');
      return 0.05;
    },
  };
}

test('a run leaves its log, a checkpoint, the classifier, metrics and a report', async () => {
  const out = join(await temporaryFolder(), 'run');

  const result = await start({ out });

  expect((await readdir(out)).sort()).toEqual([
    'checkpoint',
    'classifier',
    'log.jsonl',
    'metrics.json',
    'mistakes.json',
    'outputs.safetensors',
    'report.html',
  ]);
  const log = await logOf(out);
  expect(log.map(({ type }) => type)).toEqual(['start', 'epoch', 'epoch', 'epoch', 'end']);
  expect(log[0]).toMatchObject({
    job: 'tiny',
    method: 'mbib',
    options: {
      method: 'mbib',
      epochs: 3,
      seed: 0,
      backend: 'cpu',
      beta: 5,
      gamma: 0,
      m: 0.1,
      a: 0.1,
      b: 0.3,
    },
    classes: 4,
    samplesPerClass: [12, 11, 11, 6],
    steps: 5,
    epochs: 3,
  });
  expect(log[3]).toMatchObject(result.last);
  const metrics = JSON.parse(await readFile(join(out, 'metrics.json'), 'utf8'));
  expect(metrics).toMatchObject({ last: result.last, best: result.best, samplesPerClass: [12, 11, 11, 6] });
  const classifier = await loadLayersModel(loadFromFolder(join(out, 'classifier')));
  expect(classifier.outputs[0]!.shape).toEqual([null, 4]);
});

test('best is the epoch with the best accuracy over all, last the last', async () => {
  const out = join(await temporaryFolder(), 'run');
  const { best, last } = await start({ out, epochs: 4 });
  const all = (await logOf(out)).filter(({ type }) => type === 'epoch').map(({ accuracy }) => accuracy.all);
  expect(last.epoch).toBe(4);
  expect(best.epoch).toBe(1 + all.indexOf(Math.max(...all)));
});

test('a finished run that is resumed stays as it is', async () => {
  const out = join(await temporaryFolder(), 'run');
  const first = await start({ out });
  const weights = await weightsOf(out);

  expect(await start({ out, resume: true })).toEqual(first);

  expect(await weightsOf(out)).toEqual(weights);
});

test('a run keeps what its last weights make of the test images, and evaluates them once', async () => {
  const out = join(await temporaryFolder(), 'run');
  const file = join(out, 'outputs.safetensors');
  const { test: images } = tinyRecipe({ ...defaultLossOptions('mbib'), ...tinyDefaults });
  let [passes, pictures] = [0, 0];
  const batches: typeof images.batches = (...given) => {
    // The pictures of mistakes are read one by one.
    if (given[0].every(({ length }) => length === 1)) pictures++;
    else passes++;
    return images.batches(...given);
  };
  const { last } = await start({ out }, { test: { ...images, batches } });
  expect([passes, pictures]).toEqual([3, 1]);
  const { epoch, labels, predictions, truth, sample } = (await readOutputs(out))!;
  expect(epoch).toBe(3);
  expect(labels).toEqual(images.labels);
  const correct = labels.filter((label, i) => label === predictions[i]);
  expect(correct.length / labels.length).toBeCloseTo(last.accuracy.all!, 10);
  expect([truth.length, sample.length]).toEqual([20, 20]);

  // Finished, it is not evaluated again; without the file, or with one that is damaged or of before there was v, once.
  const bytes = await readFile(file);
  await start({ out, resume: true }, { test: { ...images, batches } });
  expect([passes, pictures]).toEqual([3, 1]);
  const { metadata, tensors } = decodeTensorFile(bytes);
  const ofZ = tensors.filter(({ name }) => !name.startsWith('v'));
  expect(tensors.length - ofZ.length).toBe(2);
  const damages = [
    () => rm(file),
    () => writeFile(file, bytes.subarray(0, 200)),
    () => writeFile(file, encodeTensorFile({ metadata, tensors: ofZ })),
  ];
  for (const damage of damages) {
    await damage();
    await start({ out, resume: true }, { test: { ...images, batches } });
    expect(await readFile(file)).toEqual(bytes);
  }
  expect([passes, pictures]).toEqual([6, 1]);
});

test('outputs that are none are refused with the name of their file', async () => {
  const out = await temporaryFolder();
  expect(await readOutputs(out)).toBeUndefined();
  const file = join(out, 'outputs.safetensors');
  await writeFile(file, 'none');
  await expect(readOutputs(out)).rejects.toThrow(`Cannot read the outputs ${file}: the file is truncated.`);
  await writeFile(file, encodeTensorFile({ metadata: { epoch: '1' }, tensors: [] }));
  await expect(readOutputs(out)).rejects.toThrow(`Cannot read the outputs ${file}: it has no tensor`);
});

test('a long epoch is saved in its middle, which changes nothing', async () => {
  const folder = await temporaryFolder();
  const [whole, saved] = [join(folder, 'whole'), join(folder, 'saved')];
  await start({ out: whole, epochs: 1 });
  const steps: number[] = [];
  const { schedule } = tinyRecipe({ ...defaultLossOptions('mbib'), ...tinyDefaults, epochs: 1 });
  const spy = (epoch: number) => {
    const text = readFileSync(join(saved, 'checkpoint', 'last.safetensors'), 'latin1');
    steps.push(Number(/"step\\*":(\d+)/.exec(text)![1]));
    return schedule(epoch);
  };

  await start({ out: saved, epochs: 1 }, { schedule: spy }, { checkpointSeconds: 0 });

  expect(steps).toEqual([0, 1, 2, 3, 4, 5]);
  const weights = [whole, saved].map((out) => weightsOf(out));
  expect(await weights[1]).toEqual(await weights[0]);
});

describe('an interrupt', () => {
  test.each([
    [3, { epoch: 1, epochs: 3, step: 3, steps: 5 }],
    [5, { epoch: 1, epochs: 3, step: 5, steps: 5 }],
    [9, { epoch: 2, epochs: 3, step: 3, steps: 5 }],
  ])(
    'at the %ith question for a learning rate stops at %j, and the resumed run ends as an uninterrupted one',
    async (question, where) => {
      const folder = await temporaryFolder();
      const [whole, stopped] = [join(folder, 'whole'), join(folder, 'stopped')];
      const constant = { schedule: () => 0.05 };
      await start({ out: whole }, constant);

      const interrupted = start({ out: stopped }, interruptAtQuestion(question));

      await expect(interrupted).rejects.toThrow(new InterruptedError('SIGINT', where));
      await start({ out: stopped, resume: true }, constant);
      const weights = [whole, stopped].map((out) => weightsOf(out));
      expect(await weights[1]).toEqual(await weights[0]);
      const epochs = [whole, stopped].map(async (out) =>
        (await logOf(out))
          .filter(({ type }) => type === 'epoch')
          .map(({ loss, trainAccuracy, perClass }) => ({ loss, trainAccuracy, perClass })),
      );
      expect(await epochs[1]).toEqual(await epochs[0]);
    },
  );

  test.each([
    // The loss of RIDE changes when 4/5 of the epochs are done; a step of three experts in parts has weights of the whole batch then.
    ['ride', 27, { epochs: 5, microBatch: 4 }],
    ['sade-mbib', 9, { epochs: 2 }],
  ] as const)('of %s with its experts changes nothing either', async (method, question, options) => {
    const folder = await temporaryFolder();
    const [whole, stopped] = [join(folder, 'whole'), join(folder, 'stopped')];
    const constant = { schedule: () => 0.05 };
    await start({ out: whole, method, ...options }, constant);
    const interrupted = start({ out: stopped, method, ...options }, interruptAtQuestion(question));
    await expect(interrupted).rejects.toThrow(InterruptedError);
    await start({ out: stopped, resume: true }, constant);
    expect(await weightsOf(stopped)).toEqual(await weightsOf(whole));
  });

  test('does not outlive its run', async () => {
    const listeners = process.listenerCount('SIGINT');
    await expect(
      start({ out: join(await temporaryFolder(), 'run') }, interruptAtQuestion(1)),
    ).rejects.toThrow(InterruptedError);
    expect(process.listenerCount('SIGINT')).toBe(listeners);
  });
});

test('a run that is resumed saves its classifier in the form that it was started with, unless another is asked for', async () => {
  const out = join(await temporaryFolder(), 'run');
  const started = start({ out, quantize: 'uint8' }, interruptAtQuestion(1));
  await expect(started).rejects.toThrow(InterruptedError);
  await start({ out, resume: true });
  expect(await quantisationOf(join(out, 'classifier'))).toBe('uint8');
  await start({ out, resume: true, quantize: 'float16' });
  expect(await quantisationOf(join(out, 'classifier'))).toBe('float16');
});

test.each([
  ['training', 'train'],
  ['validation', 'validation'],
  ['test', 'test'],
] as const)('a run does not go on with other %s images', async (name, which) => {
  const out = join(await temporaryFolder(), 'run');
  const images = { validation: tinySource(randomImages(12)) };
  await expect(start({ out }, { ...images, ...interruptAtQuestion(1) })).rejects.toThrow(InterruptedError);
  const log = await readFile(join(out, 'log.jsonl'), 'utf8');
  await expect(
    start({ out, resume: true }, { ...images, [which]: tinySource(randomImages(41)) }),
  ).rejects.toThrow(new OtherDataError(out, name));
  expect(await readFile(join(out, 'log.jsonl'), 'utf8')).toBe(log);
});

test.each([
  ['training', 'train'],
  ['test', 'test'],
] as const)('a run that can read none of its %s images ends with a sentence', async (name, which) => {
  const none = { ...tinySource(randomImages(40)), skipped: 40, batches: emptyBatches };
  await expect(start({ out: join(await temporaryFolder(), 'run') }, { [which]: none })).rejects.toThrow(
    new NoImagesError(name, 40),
  );
});

async function* emptyBatches(order: readonly Int32Array[]) {
  for (const _ of order) yield { indices: new Int32Array(), pixels: new Float32Array() };
}

test('a loss that is not a number ends the run with its epoch and step', async () => {
  const out = join(await temporaryFolder(), 'run');
  const error = await start({ out, a: 0.5 }, { schedule: () => 1e18 }).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(DivergedError);
  expect(error).toMatchObject({ method: 'mbib', epoch: 1, loss: expect.not.closeTo(0, -300) });
  expect(error.step).toBeGreaterThanOrEqual(2);
  expect(error.options).toMatchObject({ method: 'mbib', a: 0.5, seed: 0 });
});

test('a run tells how it goes, in data that can be sent elsewhere', async () => {
  await start({ out: join(await temporaryFolder(), 'run'), epochs: 1 });
  expect(told.map(({ type }) => type)).toEqual([...Array(5).fill('step'), 'evaluating', 'epoch']);
  expect(told[4]).toMatchObject({ epoch: 1, epochs: 1, step: 5, steps: 5 });
  expect(told.at(-1)).toMatchObject({ line: { type: 'epoch', epoch: 1 }, epochs: 1, best: { epoch: 1 } });
  expect(JSON.parse(JSON.stringify(told))).toEqual(told);
});

test.each([
  [{ batchSize: 0 }, 'recipe.batchSize must be a whole number of at least 1, got 0'],
  [{ optimizer: undefined }, 'recipe.optimizer must be given, got nothing'],
  [{ schedual: () => 1 }, /^recipe must hold net, .* only, got schedual$/],
])('a recipe that is not complete and right is refused: %j', async (change, message) => {
  const out = join(await temporaryFolder(), 'run');
  await expect(start({ out }, change as never)).rejects.toThrow(message);
  expect(existsSync(out)).toBe(false);
});

test('an error that the GPU reports ends the run after its step, and the run can be resumed', async () => {
  const out = join(await temporaryFolder(), 'run');
  let steps = 0;
  const check = () => {
    if (++steps === 3) throw new Error('The GPU reports an error: out of memory');
  };
  await expect(start({ out }, {}, { check })).rejects.toThrow('The GPU reports an error: out of memory');
  expect(steps).toBe(3);
  expect((await start({ out, resume: true })).last.epoch).toBe(3);
});

test.runIf(process.platform === 'linux')('a full disk ends the run, which can be resumed', async () => {
  const folder = await temporaryFolder();
  const out = join(folder, 'run');
  let asked = 0;
  const fillDisk = {
    schedule: () => {
      if (++asked === 6) void symlink('/dev/full', join(out, 'checkpoint', 'last.safetensors.part'));
      return 0.05;
    },
  };

  const error = await start({ out }, fillDisk).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(RunStoppedError);
  expect(error.message).toMatch(
    /Cannot write .*last\.safetensors: no space is left on the disk\. The last checkpoint is kept\.$/,
  );

  expect((await start({ out, resume: true })).last.epoch).toBe(3);
  expect(told.at(-1)).toMatchObject({ type: 'epoch', line: { epoch: 3 } });
});

test('a log that cannot be closed costs no run, nor hides what stopped one', async () => {
  const out = join(await temporaryFolder(), 'run');
  vi.spyOn(LogFile.prototype, 'close').mockRejectedValue(new Error('cannot close'));
  const check = () => {
    throw new Error('the device is lost');
  };
  await expect(start({ out }, {}, { check })).rejects.toThrow('the device is lost');
  expect((await start({ out: `${out}-2`, epochs: 1 })).last.epoch).toBe(1);
});

test('a run goes on where numbers are rounded otherwise only if that is asked for, and keeps the new rounding', async () => {
  const out = join(await temporaryFolder(), 'run');
  await expect(start({ out }, interruptAtQuestion(3))).rejects.toThrow(InterruptedError);
  const before = await readFile(join(out, 'log.jsonl'), 'utf8');
  vi.spyOn(tf.backend(), 'floatPrecision').mockReturnValue(16);

  const refused = start({ out, resume: true }, { schedule: () => 0.05 });
  await expect(refused).rejects.toThrow(OtherArithmeticError);
  await expect(refused).rejects.toThrow('was computed in float32, and here it would go on in float16');
  expect(await readFile(join(out, 'log.jsonl'), 'utf8')).toBe(before);

  const asked = { out, resume: true, otherArithmetic: true };
  await expect(start(asked, interruptAtQuestion(3))).rejects.toThrow(InterruptedError);
  await start({ out, resume: true }, { schedule: () => 0.05 });
  vi.restoreAllMocks();
  await expect(start({ out, resume: true })).rejects.toThrow('was computed in float16');
});
