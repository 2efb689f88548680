import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sgd } from 'mbib/training';
import { expect, test } from 'vitest';
import { batchDefaults } from '../../../src/jobs/loop/batch-options';
import { defaultLossOptions, methodNames } from '../../../src/jobs/nets/methods';
import { saveCheckpoint } from '../../../src/jobs/run/checkpoint';
import type { JobOptions, RunPlace } from '../../../src/jobs/run/job';
import { openRun, recordedOptions } from '../../../src/jobs/run/open-run';
import {
  CheckpointError,
  FolderTakenError,
  NoRunError,
  OtherOptionError,
  UnreadOptionError,
} from '../../../src/jobs/run/run-errors';
import { runFolder } from '../../../src/jobs/run/run-folder';
import { initialState } from '../../../src/jobs/run/run-state';
import { temporaryFolder } from '../support/temporary-folder';
import { startCpu, tinyModel } from '../support/tiny-model';

const oneOf = methodNames.map((name) => `'${name}'`).join(', ');

const defaults = { method: 'mbib', epochs: 200, seed: 0, backend: 'auto' } as const;

/** Opens a run, and lets go of its folder. */
async function open(given: Partial<JobOptions> & RunPlace) {
  const form = {
    name: 'tiny',
    options: {
      width: { text: 'of the net', value: 'n', choices: [8, 16] },
      data: { text: 'the folder', value: 'folder' },
    },
    reading: ['data'],
    defaults: () => defaults,
    folder: ({ method }: JobOptions) => `tiny-${method}`,
  };
  const run = await openRun<JobOptions>(form, given);
  await run.lock.release();
  return run;
}

/** A folder with a run of the given options at its beginning. */
async function startedRun(given: Partial<JobOptions>): Promise<string> {
  await startCpu();
  const out = join(await temporaryFolder(), 'run');
  const { options } = await open({ ...given, out });
  const { log, checkpoint } = runFolder(out);
  await mkdir(dirname(checkpoint), { recursive: true });
  await writeFile(log, '');
  const state = initialState({ ...recordedOptions(options), backend: 'wasm' }, { data: 'hash' });
  await saveCheckpoint(checkpoint, state, tinyModel(), sgd({ learningRate: 0.1 }));
  return out;
}

test('a new run has the defaults of its method and job where nothing is given', async () => {
  const out = join(await temporaryFolder(), 'run');
  const { options } = await open({ out, beta: 1, epochs: undefined as never });
  expect(options).toEqual({ ...defaults, ...batchDefaults, ...defaultLossOptions('mbib'), beta: 1 });
  expect((await open({ out, method: 'bsce' })).options.m).toBe(0);
});

test('its folder is named after the options unless one is given', async () => {
  expect((await open({ method: 'ce' })).folder.path).toBe(join('runs', 'tiny-ce'));
  const drawn = await open({ method: 'ce', sampler: 'square-root', mix: 'remix' });
  expect(drawn.folder.path).toBe(join('runs', 'tiny-ce-square-root-remix'));
});

test('only the options that the method reads are recorded', async () => {
  const { options } = await open({ method: 'bsce', out: join(await temporaryFolder(), 'run') });
  expect(recordedOptions(options)).toEqual({ ...defaults, method: 'bsce', m: 0, tau: 1 });
});

test('an option that the method does not read is refused', async () => {
  await expect(open({ method: 'ce', beta: 1 })).rejects.toThrow(new UnreadOptionError('beta', 'ce'));
});

test('a run never starts where something is', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'thesis.tex'), 'years of work');
  await expect(open({ out: folder })).rejects.toThrow(new FolderTakenError(folder, false));
  await expect(open({ out: folder, resume: true })).rejects.toThrow(new NoRunError(folder, true));
  expect(await readdir(folder)).toEqual(['thesis.tex']);
});

test('a run never starts over another, but can be resumed', async () => {
  const out = await startedRun({});
  await expect(open({ out })).rejects.toThrow(new FolderTakenError(out, true));
  expect((await open({ out, resume: true })).checkpoint?.state.epoch).toBe(0);
});

test('there has to be a run to resume', async () => {
  const out = join(await temporaryFolder(), 'nowhere');
  await expect(open({ out, resume: true })).rejects.toThrow(new NoRunError(out, false));
});

test('a run that was killed before its first checkpoint starts again', async () => {
  const out = await temporaryFolder();
  expect((await open({ out, resume: true })).checkpoint).toBeUndefined();
  await writeFile(join(out, 'log.jsonl'), '{"type":"st');
  expect((await open({ out, resume: true })).checkpoint).toBeUndefined();
});

test('a resumed run takes the options that are left out from the run, the backend too', async () => {
  const out = await startedRun({ method: 'bib', epochs: 20, beta: 2, seed: 5 });
  const { options } = await open({ out, resume: true, backend: 'auto', beta: 2 });
  expect(options).toMatchObject({ method: 'bib', epochs: 20, beta: 2, seed: 5, backend: 'wasm' });
});

test.each([
  [{ epochs: 30 }, 'epochs', 20, 30],
  [{ method: 'ce' as const }, 'method', 'mbib', 'ce'],
  [{ backend: 'cpu' as const }, 'backend', 'wasm', 'cpu'],
  [{ m: 0.3 }, 'm', 0.1, 0.3],
  [{ width: 8 }, 'width', undefined, 8],
])('a resumed run refuses other options: %j', async (given, option, recorded, wanted) => {
  const out = await startedRun({ epochs: 20 });
  const error = await open({ out, resume: true, ...given }).catch((thrown) => thrown);
  expect(error).toEqual(new OtherOptionError(out, option, recorded, wanted));
  expect(error).toMatchObject({ path: out, option, recorded, given: wanted });
});

test.each([
  [{ epochs: 2.5 }, RangeError, 'options.epochs must be a whole number of at least 1, got 2.5'],
  [{ epochs: '5' }, TypeError, "options.epochs must be a whole number of at least 1, got '5'"],
  [{ method: 'mbb' }, RangeError, `options.method must be one of ${oneOf}, got 'mbb'`],
  [{ beta: -1 }, RangeError, 'options.beta must not be negative, got -1'],
  [{ width: 9 }, RangeError, 'options.width must be one of 8, 16, got 9'],
  [{ resume: 'yes' }, TypeError, "options.resume must be true or false, got 'yes'"],
  [{ epohcs: 3 }, TypeError, /^options must hold method, epochs, .* only, got epohcs$/],
])('an option that is not what it can be is refused: %j', async (given, kind, message) => {
  const error = await open(given as never).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(kind);
  expect(error.message).toMatch(message);
});

test('options that say how the data is read are kept apart, and not recorded', async () => {
  const out = join(await temporaryFolder(), 'run');
  const run = await open({ out, data: 'here' } as never);
  expect(run.reading).toEqual({ data: 'here' });
  expect(recordedOptions(run.options)).not.toHaveProperty('data');
});

test('a damaged checkpoint is a sentence', async () => {
  const out = await startedRun({});
  const { checkpoint } = runFolder(out);
  await writeFile(checkpoint, 'not a checkpoint at all');
  await expect(open({ out, resume: true })).rejects.toThrow(
    new CheckpointError(checkpoint, 'the file is truncated or not a tensor file'),
  );
});

test('an option of the losses that is newer than the run may be given at its default', async () => {
  await startCpu();
  const out = join(await temporaryFolder(), 'run');
  const { options } = await open({ out, method: 'mbib' });
  const { log, checkpoint } = runFolder(out);
  await mkdir(dirname(checkpoint), { recursive: true });
  await writeFile(log, '');
  const { tau, ...older } = recordedOptions(options);
  await saveCheckpoint(
    checkpoint,
    initialState(older, { data: 'hash' }),
    tinyModel(),
    sgd({ learningRate: 0.1 }),
  );
  expect((await open({ out, resume: true, tau: tau as number })).options.tau).toBe(tau);
  await expect(open({ out, resume: true, tau: 0.5 })).rejects.toThrow(OtherOptionError);
});
