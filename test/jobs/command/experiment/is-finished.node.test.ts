import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { job as digits } from '../../../../examples/digits';
import { isFinished } from '../../../../src/jobs/command/experiment/is-finished';
import { expand } from '../../../../src/jobs/experiment/expand';
import { parseExperiment } from '../../../../src/jobs/experiment/parse-experiment';
import type { Job } from '../../../../src/jobs/run/job';
import { logLines, logText } from '../../report/runs';
import { temporaryFolder } from '../../support/temporary-folder';

const recorded = { method: 'bib', beta: 1, epochs: 2, seed: 0, microBatch: 8, backend: 'wasm' };

/** Asks about the run of an experiment with these options, whose folder has a log with {@link recorded}. */
async function asked(options: object, finished: boolean) {
  const given = { job: 'digits', options: { method: 'bib', beta: 1, epochs: 2, ...options } };
  const [run] = expand(parseExperiment(given, 'e.yaml', 'e')).runs;
  const out = await temporaryFolder();
  await mkdir(join(out, run!.folder));
  const lines = logLines({ job: 'digits', method: 'bib', options: recorded, finished });
  await writeFile(join(out, run!.folder, 'log.jsonl'), logText(lines));
  return isFinished(run!, digits as Job, out);
}

test.each([true, false])(
  'a run with the options of the file is finished where its log says so: %j',
  async (finished) => {
    expect(await asked({ microBatch: 8 }, finished)).toBe(finished);
  },
);

test('a run of another job is refused', async () => {
  const [run] = expand(parseExperiment({ job: 'digits', options: { method: 'ce' } }, 'e.yaml', 'e')).runs;
  const out = await temporaryFolder();
  await mkdir(join(out, run!.folder));
  await writeFile(join(out, run!.folder, 'log.jsonl'), logText(logLines({ job: 'tiny', method: 'ce' })));
  await expect(isFinished(run!, digits as Job, out)).rejects.toThrow(
    "holds a run with job 'tiny', not 'digits': choose another folder with --out",
  );
});

test('a run whose teacher had other options is refused, whether it is finished or not', async () => {
  const settings = [
    { name: 'B0', method: 'bib', beta: 0 },
    { name: 'DiVE', method: 'dive', teacher: 'B0' },
  ];
  const [, run] = expand(parseExperiment({ job: 'digits', settings }, 'e.yaml', 'e')).runs;
  const out = await temporaryFolder();
  await mkdir(join(out, run!.folder));
  const asks = async (beta: number, finished: boolean) => {
    const [start, ...rest] = logLines({
      job: 'digits',
      method: 'dive',
      options: { method: 'dive' },
      finished,
    });
    const { beta: _, ...options } = start.options;
    const ofTeacher = { method: 'bib', seed: 0, beta, epochs: 7 };
    const teacher = { run: 'b0', weights: 'group1.bin', method: 'bib', options: ofTeacher };
    const lines = [{ ...start, options: { ...options, epochs: 7 }, teacher }, ...rest] as typeof rest;
    await writeFile(join(out, run!.folder, 'log.jsonl'), logText(lines as never));
    return isFinished(run!, digits as Job, out);
  };
  for (const finished of [true, false]) {
    expect(await asks(0, finished)).toBe(finished);
    await expect(asks(5, finished)).rejects.toThrow(
      'holds a run with a teacher with beta 5, not 0: choose another folder with --out',
    );
  }
});

test('what auto came to is not another option', async () => {
  expect(await asked({ microBatch: 'auto' }, true)).toBe(true);
});

test.each([
  [true, 'a finished run'],
  [false, 'a run under way'],
])('a run with other options is refused, before others are trained: finished %j', async (finished, what) => {
  await expect(asked({ microBatch: 8, epochs: 3 }, finished)).rejects.toThrow(
    `holds ${what} with epochs 2, not 3: choose another folder with --out`,
  );
});
