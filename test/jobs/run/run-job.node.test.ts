import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { parseRunLog } from '../../../src/jobs/log/parse-run-log';
import type { Job, JobOptions } from '../../../src/jobs/run/job';
import type { RunEvent } from '../../../src/jobs/run/run-events';
import { runJob } from '../../../src/jobs/run/run-job';
import { outcome } from '../support/outcome';
import { temporaryFolder } from '../support/temporary-folder';
import { tinyForm, tinyRecipe } from '../support/tiny-recipe';

const job: Job<JobOptions, { data?: unknown }> = {
  ...tinyForm,
  title: 'a tiny net on random images',
  options: { data: { text: 'not read', value: 'path', check: () => {} } },
  reading: ['data'],
  recipe: (options, { tell, resumed }) => {
    tell({ type: 'note', text: `resumed: ${resumed}` });
    const { data: _, ...others } = options;
    return tinyRecipe(others);
  },
};

afterEach(() => {
  vi.restoreAllMocks();
});

test('options that were sent as text or copied train the same', async () => {
  const folder = await temporaryFolder();
  const options = { method: 'bib', epochs: 2, beta: 2, data: { rows: [1, 2] } } as const;
  const [plain, sent, copied] = ['plain', 'sent', 'copied'].map((name) => join(folder, name));
  await runJob(job, { ...options, out: plain! });
  await runJob(job, JSON.parse(JSON.stringify({ ...options, out: sent! })));
  await runJob(job, structuredClone({ ...options, out: copied! }));

  expect(await outcome(sent!)).toEqual(await outcome(plain!));
  expect(await outcome(copied!)).toEqual(await outcome(plain!));
});

test('the data is read before a backend starts, and what is wrong with it ends the run with nothing written', async () => {
  const out = join(await temporaryFolder(), 'run');
  const told: string[] = [];
  const tell = ({ type }: RunEvent) => told.push(type);
  const fails = { ...job, load: () => Promise.reject(new Error('no data')) };
  await expect(runJob(fails, { epochs: 1, out }, { tell })).rejects.toThrow('no data');
  expect(told).toEqual(['end']);
  expect(existsSync(out)).toBe(false);

  const given: unknown[] = [];
  const loads: Job<JobOptions, { data?: unknown }, number> = {
    ...job,
    load: async ({ data, epochs }, { tell }) => {
      tell({ type: 'note', text: 'loading' });
      given.push(data, epochs);
      return 7;
    },
    recipe: (options, context) => {
      given.push(context.data);
      return job.recipe(options, context);
    },
  };
  await runJob(loads, { epochs: 1, out, data: 'rows' }, { tell });
  expect(told.slice(1, 3)).toEqual(['note', 'backend']);
  expect(given).toEqual(['rows', 1, 7]);
});

test('a run prints nothing, and tells all of it in data that can be sent elsewhere', async () => {
  const out = join(await temporaryFolder(), 'run');
  const written = vi.spyOn(process.stdout, 'write');
  const told: RunEvent[] = [];

  await runJob(job, { epochs: 1, out }, { tell: (event) => told.push(event) });

  expect(written).not.toHaveBeenCalled();
  expect(told.slice(0, 2)).toEqual([
    { type: 'backend', name: 'cpu', reason: 'cpu (asked for)' },
    { type: 'note', text: 'resumed: false' },
  ]);
  expect(told.at(-1)).toEqual({ type: 'end' });
  expect(structuredClone(told)).toEqual(told);
  expect(JSON.parse(JSON.stringify(told))).toEqual(told);
});

test('its log says what it was computed with', async () => {
  const out = join(await temporaryFolder(), 'run');
  await runJob(job, { epochs: 1, out });
  const file = join(out, 'log.jsonl');
  const { start } = parseRunLog(await readFile(file, 'utf8'), 'run', file);
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  expect(start).toMatchObject({
    format: 1,
    backend: 'cpu',
    arithmetic: 'float32',
    versions: { mbib: version, node: process.versions.node, 'tfjs-core': expect.any(String) },
  });
  if (start.commit !== undefined) expect(start.commit).toMatch(/^[0-9a-f]{40}(-dirty)?$/);
});

test.each<[string, Partial<typeof job>, object, string]>([
  ['an option', {}, { epochs: 0 }, 'options.epochs must be a whole number of at least 1, got 0'],
  [
    'its recipe',
    {
      recipe: () => {
        throw new Error('no images');
      },
    },
    {},
    'no images',
  ],
  ['the start of its log', {}, { out: 'package.json' }, 'package.json'],
])('the end is told of a run that fails by %s', async (_, change, options, message) => {
  const out = join(await temporaryFolder(), 'run');
  const told: RunEvent[] = [];
  const run = runJob({ ...job, ...change }, { out, ...options }, { tell: (event) => told.push(event) });
  await expect(run).rejects.toThrow(message);
  expect(told.filter(({ type }) => type === 'end')).toHaveLength(1);
  expect(told.at(-1)).toEqual({ type: 'end' });
});

test.each([
  [{ tel: () => {} }, 'listener must hold tell, program only, got tel'],
  [{ tell: 5 }, 'listener.tell must be a function that hears events, got 5'],
])('a listener that is none is refused: %j', async (listener, message) => {
  await expect(runJob(job, {}, listener as never)).rejects.toThrow(new TypeError(message));
});

test('what a micro-batch of auto comes to is told and recorded, and a resumed run keeps it', async () => {
  const out = join(await temporaryFolder(), 'run');
  const notes: string[] = [];
  const tell = (event: RunEvent) => {
    if (event.type === 'note') notes.push(event.text);
  };
  await runJob(job, { epochs: 1, microBatch: 'auto', out }, { tell });
  expect(notes).toContain('Computed at once: the whole batch of 8.');
  const startOf = async () =>
    parseRunLog(await readFile(join(out, 'log.jsonl'), 'utf8'), 'run', 'log.jsonl').start;
  expect((await startOf()).options.microBatch).toBe(8);
  await runJob(job, { microBatch: 'auto', resume: true, out });
  await runJob(job, { microBatch: 8, resume: true, out });
  await expect(runJob(job, { microBatch: 4, resume: true, out })).rejects.toThrow('microBatch');
  await expect(runJob(job, { microBatch: 1, out })).rejects.toThrow('must be a whole number of at least 2');
  const text = 'all' as unknown as number;
  await expect(runJob(job, { microBatch: text, out })).rejects.toThrow(
    "microBatch must be a whole number of at least 2, or 'auto', got 'all'",
  );
});

test('a micro-batch is refused before anything is written where the loss is not one of parts', async () => {
  const out = join(await temporaryFolder(), 'run');
  const run = runJob(job, { method: 'lade', epochs: 1, microBatch: 4, out });
  await expect(run).rejects.toThrow(
    new RangeError(
      'microBatch must be left out for lade: its loss is not made up of the losses of parts of a batch',
    ),
  );
  expect(existsSync(out)).toBe(false);
});
