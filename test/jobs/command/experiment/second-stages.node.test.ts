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
    [
      'epochs: 3',
      'settings[1].method must be given: the second stage, one of crt, lws, .* or logit-adjustment',
    ],
    ['method: tau-norm, tau:', 'settings[1].tau is empty: give it a value, or take it out'],
    ['method: disalign, rho: 1.0e+9', 'settings[1].rho must be in -10..10, got 1000000000'],
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
      "the setting 'S': tau must be given for tau-norm: the setting 'CE' has no validation images that could choose it, .* has some (select: val).",
    ],
  ])('{ name: S, from: CE, %s }', async (options, problem) => {
    const parts = problem.split('.*').map((part) => part.replaceAll(/[[\](){}?.|+^$]/g, '\\$&'));
    await expect(open([`{ name: S, from: CE, ${options} }`])).rejects.toThrow(new RegExp(parts.join('.*')));
  });

  test.each(['ldam', 'sade', 'ride'])(
    'τ-normalisation of %s, whose classifier is a cosine one',
    async (method) => {
      const settings = [`{ name: A, method: ${method} }`, '{ name: S, from: A, method: tau-norm, tau: 1 }'];
      await expect(open(settings)).rejects.toThrow(
        "the setting 'S': method tau-norm would change no prediction: the setting 'A' has a cosine classifier",
      );
    },
  );

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
  await writeFile(join(out, second.folder, 'log.jsonl'), logText(logLines({ job: 'digits' })));
  await expect(isFinished(second, job, out)).rejects.toThrow(
    'holds no second stage, where the file has one: choose another folder with --out',
  );
});

describe('of a finished folder it is told what the file has otherwise', () => {
  /** Leaves a finished second stage, with these options, on a run with those. */
  async function finished(options: object, ofFirst: object, weights: object[] = [{}]) {
    const { expansion, job, out } = await open(['{ name: S, from: CE, method: tau-norm, tau: 0.5 }'], {
      set: ['epochs=2'],
    });
    const second = expansion.runs[1]!;
    const [start, ...rest] = logLines({ job: 'digits' });
    const recorded = { method: 'tau-norm', seed: 0, ...options };
    const firstStage = { run: 'a', method: 'ce', options: { method: 'ce', epochs: 2, seed: 0, ...ofFirst } };
    const lines = [{ ...start, method: 'tau-norm', options: recorded, firstStage }, ...rest];
    const folder = join(out, second.folder);
    await mkdir(join(folder, 'classifier'), { recursive: true });
    await writeFile(join(folder, 'log.jsonl'), logText(lines as never));
    const model = { weightsManifest: [{ paths: [], weights }] };
    await writeFile(join(folder, 'classifier', 'model.json'), JSON.stringify(model));
    return isFinished(second, job, out);
  }

  test.each<[object, object, object[], string]>([
    [{ tau: 1 }, {}, [], 'a finished run with tau 1, not 0.5'],
    [{}, {}, [], 'a finished run without tau, where the file has 0.5'],
    [{ tau: 0.5 }, { epochs: 3 }, [], 'a second stage on a run with epochs 3, not 2'],
    [
      { tau: 0.5 },
      {},
      [{ quantization: { dtype: 'float16' } }, { quantization: { dtype: 'uint8' } }],
      "a finished run with quantize 'uint8', where the file has none",
    ],
  ])('%j on %j', async (options, ofFirst, weights, problem) => {
    await expect(finished(options, ofFirst, weights)).rejects.toThrow(
      `s0 holds ${problem}: choose another folder with --out`,
    );
  });

  test('or nothing, where it is as in the file', async () => {
    expect(await finished({ tau: 0.5 }, {})).toBe(true);
  });
});
