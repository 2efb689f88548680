import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { job as digits } from '../../../examples/digits';
import { isFinished } from '../../../src/jobs/command/experiment/is-finished';
import { openExperiment } from '../../../src/jobs/command/experiment/open-experiment';
import { requestOf } from '../../../src/jobs/command/experiment/request-of';
import { awaited, expand } from '../../../src/jobs/experiment/expand';
import { ExperimentError } from '../../../src/jobs/experiment/experiment-error';
import { override } from '../../../src/jobs/experiment/override';
import { parseExperiment } from '../../../src/jobs/experiment/parse-experiment';
import { experimentResults } from '../../../src/jobs/experiment/results/experiment-results';
import { resultsCsv } from '../../../src/jobs/experiment/results/results-csv';
import { runRow } from '../../../src/jobs/experiment/results/run-row';
import type { Job } from '../../../src/jobs/run/job';
import { logLines, logText } from '../report/runs';
import { temporaryFolder } from '../support/temporary-folder';

const read = (content: unknown) => parseExperiment(content, 'e.yaml', 'e');
const bsce = { name: 'BSCE', method: 'bsce' };
const dive = { name: 'DiVE', method: 'dive', teacher: 'BSCE' };
const crt = { name: 'cRT', from: 'DiVE', method: 'crt' };
const content = {
  job: 'digits',
  seeds: 2,
  options: { epochs: 3 },
  settings: [crt, dive, bsce],
  parameters: { diveAlpha: { values: [0.5] }, select: { values: ['last', 'val'] } },
};

test.each<[object[], string]>([
  [
    [bsce, { ...dive, teacher: 'BSC' }],
    "settings[1].teacher must be the name of a setting that is trained, not a path, got 'BSC'; did you mean 'BSCE'?; these are BSCE",
  ],
  [
    [bsce, { ...dive, teacher: 'runs/bsce' }],
    "settings[1].teacher must be the name of a setting that is trained, not a path, got 'runs/bsce'; these are BSCE",
  ],
  [
    [dive],
    "settings[0].teacher must be the name of a setting that is trained, not a path, got 'BSCE'; the file has no other",
  ],
  [
    [bsce, { ...dive, teacher: 'DiVE' }],
    'settings[1].teacher must be another setting, got its own name: a run learns from one that is finished before',
  ],
  [
    [bsce, { name: 'LWS', from: 'BSCE', method: 'lws' }, { ...dive, teacher: 'LWS' }],
    "settings[2].teacher must be a setting that is trained, got 'LWS', which is a second stage on 'BSCE'; these are BSCE",
  ],
  [
    [bsce, dive, { ...crt, teacher: 'BSCE' }],
    "settings[2].teacher must be left out: a second stage goes on from the runs of 'DiVE', and has no teacher",
  ],
  [
    [
      { ...dive, teacher: 'B' },
      { ...dive, name: 'B', teacher: 'C' },
      { ...dive, name: 'C', teacher: 'DiVE' },
    ],
    "settings[0].teacher must be a setting whose runs can be finished before, got 'B': 'C' learns from 'DiVE'",
  ],
  [
    [bsce, { ...dive, teacher: 1 }],
    'settings[1].teacher must be the name of the setting whose runs are its teachers, got 1',
  ],
])('of %j it is told what is wrong with teacher', (settings, problem) => {
  expect(() => read({ job: 'digits', settings })).toThrow(new ExperimentError('e.yaml', problem));
});

describe('a setting with teachers', () => {
  const { runs, settings } = expand(read(content));

  test('has a run for each of theirs, with its seed and its parameters, and they wait for it', () => {
    const told = runs.map(({ folder, ...run }) => [folder, awaited({ folder, ...run })?.folder]);
    expect(told.slice(0, 6)).toEqual([
      ['crt-select-last-s0', 'dive-select-last-s0'],
      ['crt-select-val-s0', 'dive-select-val-s0'],
      ['dive-select-last-s0', 'bsce-select-last-s0'],
      ['dive-select-val-s0', 'bsce-select-val-s0'],
      ['bsce-select-last-s0', undefined],
      ['bsce-select-val-s0', undefined],
    ]);
    expect(runs.flatMap(({ teacher }) => teacher?.seed ?? [])).toEqual([0, 0, 1, 1]);
    expect(settings[2]).toMatchObject({ label: 'DiVE, select last', teacher: 'BSCE, select last' });
    expect(runs[2]!.options).toEqual({ epochs: 3, diveAlpha: 0.5, select: 'last', method: 'dive', seed: 0 });
  });

  test('is told from one with other teachers, and keeps them where options are set', () => {
    const ce = { name: 'CE', method: 'ce' };
    const both = [bsce, ce, dive, { ...dive, name: 'DiVE by CE', teacher: 'CE' }];
    const set = override({ ...content, parameters: {}, settings: both }, [['epochs', 1]], '--set');
    const { runs } = expand(read(set));
    expect(runs.slice(0, 4).map(({ options, teacher }) => [options.epochs, teacher?.label])).toEqual([
      [1, undefined],
      [1, undefined],
      [1, 'BSCE'],
      [1, 'CE'],
    ]);
    expect(() => override(content, [['teacher', 'runs/a']], '--set')).toThrow(
      new ExperimentError(
        '--set',
        'teacher cannot be set: in the file, a setting names the one whose runs are its teachers',
      ),
    );
  });

  test('has the numbers of its teachers in the CSV', () => {
    const experiment = read(content);
    const expansion = expand(experiment);
    const rows = expansion.runs.map((run) => runRow(run, undefined));
    const csv = resultsCsv(
      experimentResults({ experiment, expansion, dataSet: 'Data', overrides: [], rows }),
    ).split('\r\n');
    expect(csv[0]).toMatch(/^index,folder,setting,seed,from,teacher,method,/);
    expect(csv.slice(1, 6).map((line) => line.match(/,0,(\d?,\d?),/)![1])).toEqual([
      ...['2,', '3,', ',4', ',5', ','],
    ]);
  });
});

/** Opens an experiment on the digits, whose settings are lines of YAML. */
async function open(settings: readonly string[], others: readonly string[] = []) {
  const folder = await temporaryFolder();
  const file = join(folder, 'e.yaml');
  const lines = ['{ name: BSCE, method: bsce }', ...settings].map((line) => `  - ${line}`);
  await writeFile(file, ['job: digits', ...others, 'settings:', ...lines, ''].join('\n'));
  return openExperiment(file, { jobs: [digits] as unknown as Job[], out: join(folder, 'out') });
}

test.each([
  [
    ['{ name: A, method: dive }'],
    [],
    "the setting 'A': teacher must be given for the method dive: the name of the setting whose runs it learns from",
  ],
  [
    ['{ name: A, method: ce, teacher: BSCE }'],
    [],
    "the setting 'A': teacher has no effect with method ce; leave it out.",
  ],
  [
    ['{ name: A, method: ce }'],
    ['options: { teacher: runs/a }'],
    "options.teacher cannot be given here: a setting has 'teacher', the name of the setting whose runs it learns from",
  ],
  [
    ['{ name: A, method: dive, teacher: BSCE, dive-alpha: 2 }'],
    [],
    'settings[1].diveAlpha must be in 0..1, got 2',
  ],
])('%j with %j is refused before anything starts', async (settings, others, problem) => {
  await expect(open(settings, others)).rejects.toThrow(problem);
});

test('a run is asked for with its teacher, and a finished one has to have learnt from one with the same options', async () => {
  const { expansion, job, out } = await open(['{ name: DiVE, method: dive, teacher: BSCE, epochs: 2 }']);
  const run = expansion.runs[1]!;
  const [place, teacher] = [join(out, run.folder), join(out, expansion.runs[0]!.folder)];
  const options = { method: 'dive', epochs: 2, seed: 0, teacher, out: place, resume: false };
  expect(requestOf(run, job, out)).toEqual({ job: 'digits', options });
  const finished = async (method: string) => {
    const [start, ...rest] = logLines({ job: 'digits' });
    const own = { diveAlpha: 0.5, diveTemperature: 2, divePower: 0.5, method: 'dive', epochs: 2, seed: 0 };
    const lines = [
      {
        ...start,
        method: 'dive',
        options: own,
        teacher: { run: 'a', weights: 'b', method, options: { method, seed: 0 } },
      },
      ...rest,
    ];
    await mkdir(place, { recursive: true });
    await writeFile(join(place, 'log.jsonl'), logText(lines as never));
    return isFinished(run, job, out);
  };
  expect(await finished('bsce')).toBe(true);
  await expect(finished('ce')).rejects.toThrow(
    "holds a run with a teacher with method 'ce', not 'bsce': choose another folder with --out",
  );
});
