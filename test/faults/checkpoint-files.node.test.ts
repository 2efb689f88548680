import { copyFile, cp, link, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explain } from '../../src/jobs/command/explain';
import { MersenneTwister } from '../../src/jobs/data/mersenne-twister';
import { plainSource } from '../../src/jobs/files/memory-sources';
import { decodeTensorFile, encodeTensorFile, type StoredTensor } from '../../src/jobs/files/tensor-file';
import { decodeCheckpoint } from '../../src/jobs/run/checkpoint';
import { keepPrevious } from '../../src/jobs/run/checkpoints/keep-previous';
import { CheckpointError } from '../../src/jobs/run/run-errors';
import { outcome } from '../jobs/support/outcome';
import { temporaryFolder } from '../jobs/support/temporary-folder';
import { randomImages, tinyNormalisation } from '../jobs/support/tiny-recipe';
import { edit, stopAt, trainTiny } from './support/in-process';

const isLong = process.env.FAULTS === 'long';

let bytes: Uint8Array;
let original: string;
beforeAll(async () => {
  original = await mkdtemp(join(tmpdir(), 'mbib-test-'));
  const run = join(original, 'run');
  await expect(trainTiny({ out: run, epochs: 4 }, stopAt(15))).rejects.toThrow('after step 3 of 5');
  bytes = await readFile(join(run, 'checkpoint', 'last.safetensors'));
});
afterAll(() => rm(original, { recursive: true }));

/** A run that was stopped in its third epoch, after three of five steps. */
async function stoppedRun(): Promise<{ out: string; last: string; previous: string }> {
  const folder = await temporaryFolder();
  await cp(original, folder, { recursive: true });
  const out = join(folder, 'run');
  const checkpoint = join(out, 'checkpoint');
  return {
    out,
    last: join(checkpoint, 'last.safetensors'),
    previous: join(checkpoint, 'previous.safetensors'),
  };
}

const resume = (out: string) => trainTiny({ out, resume: true });

/** Throws unless the bytes are refused with the file's name. */
function assertRefused(changed: Uint8Array, what: string): void {
  let error: unknown;
  try {
    decodeCheckpoint('runs/a/last.safetensors', changed);
  } catch (thrown) {
    error = thrown;
  }
  if (error instanceof CheckpointError && error.message.includes('runs/a/last.safetensors')) return;
  throw new Error(`${what}: ${error ?? 'accepted'}`);
}

test('a checkpoint cut at any byte is refused', () => {
  expect(bytes.length).toBeGreaterThan(10_000);
  for (let length = 0; length < bytes.length; length++)
    assertRefused(bytes.subarray(0, length), `${length} bytes`);
});

test(`${isLong ? 'any' : '1,000'} flipped bits are refused, one at a time`, () => {
  const random = new MersenneTwister(1);
  const all = bytes.length * 8;
  const bits = isLong
    ? Array.from({ length: all }, (_, bit) => bit)
    : Array.from({ length: 1000 }, () => random.interval(all - 1));
  const changed = Uint8Array.from(bytes);
  for (const bit of bits) {
    changed[bit >> 3]! ^= 1 << (bit & 7);
    assertRefused(changed, `bit ${bit}`);
    changed[bit >> 3]! ^= 1 << (bit & 7);
  }
  decodeCheckpoint('runs/a/last.safetensors', changed);
});

test('bytes behind the end, a second file, and a file without its hash are refused', () => {
  assertRefused(Buffer.concat([bytes, new Uint8Array(1)]), 'a byte more');
  assertRefused(Buffer.concat([bytes, bytes]), 'twice');
  const { metadata, tensors } = decodeTensorFile(bytes);
  assertRefused(encodeTensorFile({ metadata, tensors: tensors.slice(1) }), 'a tensor less');
  const { sha256: _, ...others } = metadata;
  assertRefused(encodeTensorFile({ metadata: others, tensors }), 'no hash');
  assertRefused(
    encodeTensorFile({ metadata: { ...others, sha256: metadata.sha256! }, tensors }),
    'another place',
  );
});

describe('a checkpoint with its hash but with a value that no run has is refused', () => {
  // biome-ignore lint/suspicious/noExplicitAny: a state is changed to what no state is.
  test.each<[string, (state: any, tensors: StoredTensor[]) => void, string]>([
    ['a step', (state) => (state.step = 1e9), 'its step is 1000000000, an epoch has 5'],
    ['half a step', (state) => (state.step = 1.5), 'step is 1.5; expected a whole number'],
    ['an epoch', (state) => (state.epoch = 9), 'its epoch is 9, the run has 4'],
    ['a step after the end', (state) => (state.epoch = 4), 'its step is 3 after the last epoch'],
    ['a method', (state) => (state.options.method = 'toString'), "its options.method must be one of 'ce'"],
    ['no method', (state) => delete state.options.method, 'its options lack method'],
    [
      'epochs',
      (state) => (state.options.epochs = '4'),
      "its options.epochs must be a whole number of at least 1, got '4'",
    ],
    ['a backend', (state) => (state.options.backend = 'abacus'), 'its options.backend must be one of'],
    [
      'another option',
      (state) => (state.options.colour = 'red'),
      'only, got colour; it is of another job than tiny',
    ],
    ['images', (state) => (state.sums.images = 25), 'it counts 25 images after 3 steps, which have 24'],
    ['correct ones', (state) => (state.sums.correct = 25), 'it counts 25 correct ones of 24 images'],
    ['a loss', (state) => (state.sums.loss = null), 'sums is {"loss":null'],
    ['no last epoch', (state) => (state.last = null), 'it has no last epoch, and 2 are done'],
    ['a last epoch', (state) => (state.last.epoch = 1), 'its last epoch is 1, and 2 are done'],
    ['a best epoch', (state) => (state.best.epoch = 3), 'its best epoch is 3, and 2 are done'],
    ['an accuracy', (state) => (state.best.accuracy.all = 2), 'best is {"epoch":'],
    [
      'classes',
      (state) => state.last.perClass.pop(),
      'its last epoch has the accuracy of 3 classes, the run has 4',
    ],
    ['seconds', (state) => (state.seconds = -1), 'seconds is -1; expected a number of seconds'],
    [
      'a log',
      (state) => (state.logBytes = 5),
      'up to epoch 2, its checkpoint knows of 5: one of the two was changed',
    ],
    [
      'no log',
      (state) => (state.logBytes = 0),
      'up to epoch 2, its checkpoint knows of 0: one of the two was changed',
    ],
    [
      'a tensor',
      (_, tensors) => (tensors[0]!.name = 'toString'),
      'it has a tensor toString, which no checkpoint has',
    ],
    [
      'a best tensor',
      (_, tensors) => tensors.push({ name: 'best/0', shape: [1], data: Float32Array.of(1) }),
      'it has weights of a best epoch, which this run does not keep',
    ],
  ])('%s', async (_, change, reason) => {
    const { out, last, previous } = await stoppedRun();
    const log = await readFile(join(out, 'log.jsonl'), 'utf8');
    await edit(last, change);
    const error = await resume(out).catch((thrown) => thrown);
    expect(error.message).toContain(reason);
    expect(error.message).toContain(out);
    if (error instanceof CheckpointError)
      expect(error.previous).toEqual({ path: previous, epoch: 2, step: 0 });
    expect(await readFile(join(out, 'log.jsonl'), 'utf8')).toBe(log);
  });
});

describe('of a run whose epoch is chosen on validation images, a checkpoint is refused', () => {
  const validation = plainSource(randomImages(26), tinyNormalisation);
  let stopped: string;
  beforeAll(async () => {
    stopped = await mkdtemp(join(tmpdir(), 'mbib-test-'));
    const stop = stopAt(8);
    const training = trainTiny({ out: join(stopped, 'run'), epochs: 3 }, (recipe) => ({
      ...stop(recipe),
      validation,
    }));
    await expect(training).rejects.toThrow('Stopped in epoch 2');
  });
  afterAll(() => rm(stopped, { recursive: true }));
  const isBest = ({ name }: StoredTensor) => name.startsWith('best/');
  const first = (tensors: StoredTensor[]) => tensors.findIndex(isBest);
  const lacks = 'it lacks the weights of its best epoch';
  const misfit = 'the weights of its best epoch do not fit the model';

  test.each<[string, (tensors: StoredTensor[]) => void, string]>([
    [
      'without its weights',
      (tensors) => void tensors.splice(first(tensors), tensors.filter(isBest).length),
      lacks,
    ],
    ['without one of them', (tensors) => void tensors.splice(first(tensors), 1), misfit],
    ['with one more', (tensors) => void tensors.push({ ...tensors.at(-1)!, name: 'best/99' }), misfit],
    [
      'with one of another shape',
      (tensors) => {
        const tensor = tensors[first(tensors)]!;
        tensor.shape = [1, ...tensor.shape];
      },
      misfit,
    ],
    [
      'with one of another type',
      (tensors) => {
        const tensor = tensors[first(tensors)]!;
        tensor.data = Int32Array.from(tensor.data, () => 1);
      },
      misfit,
    ],
  ])('%s', async (_, change, reason) => {
    const folder = await temporaryFolder();
    await cp(stopped, folder, { recursive: true });
    const out = join(folder, 'run');
    await edit(join(out, 'checkpoint', 'last.safetensors'), (_, tensors) => change(tensors));
    const error = await trainTiny({ out, resume: true }, () => ({ validation })).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(CheckpointError);
    expect(error.reason).toBe(reason);
    expect(error.previous).toMatchObject({ epoch: 1, step: 0 });
  });
});

test('in place of a damaged checkpoint the one before it is offered, from which the run ends with the same bytes', async () => {
  const whole = join(await temporaryFolder(), 'whole');
  await trainTiny({ out: whole, epochs: 4 });
  const { out, last, previous } = await stoppedRun();
  await writeFile(last, (await readFile(last)).fill(0, 9000, 9001));
  const error = await resume(out).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(CheckpointError);
  expect(error).toMatchObject({ path: last, previous: { path: previous, epoch: 2, step: 0 } });
  expect(explain(error)).toContain(
    `after epoch 2, is whole. To go on from that one, put it in its place and call the same with --resume again:\n  mv ${previous} ${last}`,
  );
  await rename(previous, last);
  await resume(out);
  expect(await outcome(out)).toEqual(await outcome(whole));
});

test('a checkpoint before it that is damaged, too, is not offered', async () => {
  const { out, last, previous } = await stoppedRun();
  await writeFile(last, '');
  await writeFile(previous, (await readFile(previous)).subarray(1));
  const error = await resume(out).catch((thrown) => thrown);
  expect(error.message).toBe(`Cannot use the checkpoint ${last}: the file is truncated.`);
  expect(error.previous).toBeUndefined();
});

test('a run that lacks its checkpoint does not begin anew over its log', async () => {
  const { out, last, previous } = await stoppedRun();
  const log = await readFile(join(out, 'log.jsonl'), 'utf8');
  await rm(last);
  await expect(resume(out)).rejects.toMatchObject({ previous: { path: previous, epoch: 2 } });
  await rm(previous);
  await expect(resume(out)).rejects.toThrow(
    `Cannot use the checkpoint ${last}: it is missing, and the run has been trained already.`,
  );
  expect(await readFile(join(out, 'log.jsonl'), 'utf8')).toBe(log);
});

test('a run that lacks its log says so', async () => {
  const { out } = await stoppedRun();
  await rm(join(out, 'log.jsonl'));
  await expect(resume(out)).rejects.toThrow(
    `${out} holds the checkpoint of a run whose log.jsonl is missing`,
  );
});

test('nothing is left of a process that was killed while it gave a checkpoint its second name', async () => {
  const { last, previous } = await stoppedRun();
  // It was killed between the second name and the next checkpoint: both are names of one file.
  await rm(previous);
  await link(last, previous);
  await keepPrevious(last, previous);
  expect((await readdir(dirname(last))).sort()).toEqual(['last.safetensors', 'previous.safetensors']);
  expect(await readFile(previous)).toEqual(await readFile(last));
});

test('the checkpoint of another job or run is refused', async () => {
  const { out } = await stoppedRun();
  const other = await stoppedRun();
  await edit(other.last, (state) => (state.options.seed = 3));
  await copyFile(other.last, join(out, 'checkpoint', 'last.safetensors'));
  await expect(resume(out)).rejects.toThrow(
    'log.jsonl, line 1: is the log of another run: its seed is not that of the checkpoint',
  );
});
