import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { job as cifar100 } from '../../../../examples/cifar100-lt';
import { job as digits } from '../../../../examples/digits';
import { isFinished } from '../../../../src/jobs/command/experiment/is-finished';
import { openExperiment } from '../../../../src/jobs/command/experiment/open-experiment';
import { requestOf } from '../../../../src/jobs/command/experiment/request-of';
import type { Job } from '../../../../src/jobs/run/job';
import { logLines, logText } from '../../report/runs';
import { temporaryFolder } from '../../support/temporary-folder';

const jobs = [cifar100, digits] as Job[];

/** Opens an experiment whose settings are cross entropy and these, each a line of YAML. */
async function open(settings: readonly string[], { set = [] as string[], job = 'digits' } = {}) {
  const folder = await temporaryFolder();
  const file = join(folder, 'e.yaml');
  const lines = ['{ name: CE, method: ce }', ...settings].map((line) => `  - ${line}`);
  await writeFile(file, [`job: ${job}`, 'seeds: 2', 'settings:', ...lines, ''].join('\n'));
  return openExperiment(file, { jobs, set, out: join(folder, 'out') });
}

describe('options of a second stage are checked before anything starts', () => {
  test.each([
    ['method: crt, epochs: 0', 'settings[1].epochs must be a whole number of at least 1, got 0'],
    ['method: crtt', "settings[1].method must be one of .*, got 'crtt'; did you mean 'crt'?"],
    ['epochs: 3', 'settings[1].method must be given: a second stage, crt, lws, .* or logit-adjustment'],
    [
      'method: crt, learning-rat: 1',
      "settings[1].learningRat is no option of a second stage; did you mean 'learningRate'?",
    ],
    ['method: crt, beta: 1', 'settings[1].beta is no option of a second stage'],
    ['method: crt, out: a', 'settings[1].out is no option of a second stage'],
    ['method: crt, tau: 1', "the setting 'S': tau has no effect with method crt; leave it out."],
    ['method: tau-norm, tau: 11', "the setting 'S': tau must be at most 10"],
    [
      'method: tau-norm',
      "the setting 'S': tau must be given for tau-norm: the setting 'CE' has no validation images that could choose it",
    ],
  ])('{ name: S, from: CE, %s }', async (options, problem) => {
    const parts = problem.split('.*').map((part) => part.replaceAll(/[[\](){}?.|+^$]/g, '\\$&'));
    await expect(open([`{ name: S, from: CE, ${options} }`])).rejects.toThrow(new RegExp(parts.join('.*')));
  });

  test('τ may be left out where validation images choose it', async () => {
    const { expansion } = await open(['{ name: S, from: CE, method: tau-norm }'], { set: ['select=val'] });
    expect(expansion.runs.map(({ options }) => options.method)).toEqual(['ce', 'tau-norm', 'ce', 'tau-norm']);
  });
});

test('a second stage reads the data of its run where that run does, and lies in a folder of its own', async () => {
  const set = ['data=a.tar.gz'];
  const { expansion, job, out } = await open(['{ name: S, from: CE, method: crt }'], {
    set,
    job: 'cifar100-lt',
  });
  const [first, second] = expansion.runs;
  expect(second!.options).toEqual({ method: 'crt', seed: 0 });
  expect(requestOf(second!, job, out)).toEqual({
    job: 'cifar100-lt',
    from: join(out, first!.folder),
    options: { data: 'a.tar.gz', method: 'crt', seed: 0, out: join(out, second!.folder), resume: false },
  });
});

test('with another job a second stage keeps its options, and what is set is set for the runs that it goes on from', async () => {
  const set = ['job=digits', 'epochs=1', 'method=bsce'];
  const settings = ['{ name: S, from: CE, method: crt, epochs: 3, batch-size: 64 }'];
  const { expansion } = await open(settings, { set, job: 'cifar100-lt' });
  const [first, second] = expansion.runs;
  expect(first!.options).toEqual({ method: 'bsce', epochs: 1, seed: 0 });
  expect(second!.options).toEqual({ method: 'crt', epochs: 3, batchSize: 64, seed: 0 });
});

test('a folder that holds a run in the place of a second stage is none of the experiment', async () => {
  const { expansion, job, out } = await open(['{ name: S, from: CE, method: crt }']);
  const second = expansion.runs[1]!;
  await mkdir(join(out, second.folder), { recursive: true });
  await writeFile(join(out, second.folder, 'log.jsonl'), logText(logLines()));
  await expect(isFinished(second, job, out)).rejects.toThrow(
    'holds no second stage, where the file has one: choose another folder with --out',
  );
});
