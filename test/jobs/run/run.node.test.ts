import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sgd } from 'mbib/training';
import { expect, test } from 'vitest';
import { saveCheckpoint } from '../../../src/jobs/run/checkpoint';
import { type JobOptions, openRun, type RunPlace, recordedOptions } from '../../../src/jobs/run/run';
import { runFolder } from '../../../src/jobs/run/run-folder';
import { initialState } from '../../../src/jobs/run/run-state';
import { temporaryFolder } from '../support/temporary-folder';
import { startCpu, tinyModel } from '../support/tiny-model';

const defaults = { method: 'mbib', epochs: 200, seed: 0, backend: 'auto' } as const;

function open(given: Partial<JobOptions> & RunPlace) {
  return openRun<JobOptions>({ job: 'tiny', given, defaults, name: ({ method }) => `tiny-${method}` });
}

/** A folder with a run of the given options at its beginning. */
async function startedRun(given: Partial<JobOptions>): Promise<string> {
  await startCpu();
  const out = join(await temporaryFolder(), 'run');
  const { options } = await open({ ...given, out });
  const { log, checkpoint } = runFolder(out);
  await mkdir(out);
  await writeFile(log, '');
  const state = initialState({ ...recordedOptions(options), backend: 'wasm' }, 'hash');
  await saveCheckpoint(checkpoint, state, tinyModel(), sgd({ learningRate: 0.1 }));
  return out;
}

test('a new run has the defaults of its method and job where nothing is given', async () => {
  const out = join(await temporaryFolder(), 'run');
  const { options } = await open({ out, beta: 1, epochs: undefined as never });
  expect(options).toEqual({ ...defaults, beta: 1, gamma: 0, m: 0.1, a: 0.1, b: 0.3 });
  expect((await open({ out, method: 'bsce' })).options.m).toBe(0);
});

test('its folder is named after the options unless one is given', async () => {
  expect((await open({ method: 'ce' })).folder.path).toBe(join('runs', 'tiny-ce'));
});

test('only the options that the method reads are recorded', async () => {
  const { options } = await open({ method: 'bsce', out: join(await temporaryFolder(), 'run') });
  expect(recordedOptions(options)).toEqual({ ...defaults, method: 'bsce', m: 0 });
});

test('an option that the method does not read is refused', async () => {
  await expect(open({ method: 'ce', beta: 1 })).rejects.toThrow(
    '--beta has no effect with --method ce; leave it out.',
  );
});

test('a run never starts where something is', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'thesis.tex'), 'years of work');
  await expect(open({ out: folder })).rejects.toThrow(`${folder} exists and is not empty. Choose another`);
  await expect(open({ out: folder, resume: true })).rejects.toThrow(`${folder} holds no run`);
  expect(await readdir(folder)).toEqual(['thesis.tex']);
});

test('a run never starts over another, but can be resumed', async () => {
  const out = await startedRun({});
  await expect(open({ out })).rejects.toThrow(`${out} holds a run already. Go on with it by adding --resume`);
  expect((await open({ out, resume: true })).checkpoint?.state.epoch).toBe(0);
});

test('there has to be a run to resume', async () => {
  const out = join(await temporaryFolder(), 'nowhere');
  await expect(open({ out, resume: true })).rejects.toThrow(`There is no run in ${out} to resume.`);
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
  [{ epochs: 30 }, '--epochs 20, not 30'],
  [{ method: 'ce' as const }, '--method mbib, not ce'],
  [{ backend: 'cpu' as const }, '--backend wasm, not cpu'],
  [{ m: 0.3 }, '--m 0.1, not 0.3'],
])('a resumed run refuses other options: %j', async (given, difference) => {
  const out = await startedRun({ epochs: 20 });
  await expect(open({ out, resume: true, ...given })).rejects.toThrow(
    `The run in ${out} was started with ${difference}.`,
  );
});

test('a damaged checkpoint is a sentence', async () => {
  const out = await startedRun({});
  const { checkpoint } = runFolder(out);
  await writeFile(checkpoint, 'not a checkpoint at all');
  await expect(open({ out, resume: true })).rejects.toThrow(
    `Cannot use the checkpoint ${checkpoint}: the file is truncated or not a tensor file.`,
  );
});
