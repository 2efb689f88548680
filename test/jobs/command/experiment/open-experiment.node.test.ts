import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { job as cifar100 } from '../../../../examples/cifar100-lt';
import { job as digits } from '../../../../examples/digits';
import { openExperiment } from '../../../../src/jobs/command/experiment/open-experiment';
import type { Job } from '../../../../src/jobs/run/job';
import { temporaryFolder } from '../../support/temporary-folder';

const jobs = [cifar100, digits] as Job[];

async function open(text: string, set: string[] = []) {
  const file = join(await temporaryFolder(), 'e.yaml');
  await writeFile(file, text);
  return openExperiment(file, { jobs, set, listing: true });
}

describe('an experiment is refused before anything starts', () => {
  test.each([
    [
      'a metric of held-out images where none are held out',
      'job: digits\nmetric: { name: val.balanced }\noptions: { method: ce }',
      "metric.name must be of the test images, such as 'test.all', got 'val.balanced': the setting 'ce' holds no images out",
    ],
    [
      'an option in both ways of writing it',
      'job: digits\noptions: { val-fraction: 0.1, valFraction: 0.2 }',
      'options.valFraction is the same option as val-fraction: keep one of them',
    ],
    [
      'a parameter in both ways of writing it',
      'job: digits\nparameters: { val-fraction: { values: [0.1] }, valFraction: { values: [0.2] } }',
      'parameters.valFraction is the same option as val-fraction: keep one of them',
    ],
    [
      'an option of a setting in both ways of writing it',
      'job: digits\nsettings: [{ name: A, cb-beta: 0.9, cbBeta: 0.99 }]',
      'settings[0].cbBeta is the same option as cb-beta: keep one of them',
    ],
    [
      'a paper’s figure of a setting that stands for several',
      'job: digits\nsettings: [{ name: A, method: bib, paper: 40 }]\nparameters: { beta: { values: [1, 2] } }',
      "the figures of a paper for 'A' must be given for each of its settings, by these labels under paper: A, beta 1; A, beta 2",
    ],
  ])('%s', async (_, text, message) => {
    await expect(open(text)).rejects.toThrow(message);
  });

  test('but a metric of held-out images where a fraction is held out is taken', async () => {
    const text = 'job: digits\nmetric: { name: val.balanced }\noptions: { method: ce, val-fraction: 0.2 }';
    expect((await open(text)).experiment.metric.name).toBe('val.balanced');
  });
});

describe('what of a file is left out is told', () => {
  test('options that the job does not have, and settings that are the same without them', async () => {
    const settings = 'settings: [{ name: A, taps: stage3 }, { name: B }, { name: C, beta: 1 }]';
    const { notes } = await open(`job: cifar100-lt\noptions: { method: mbib }\n${settings}`, ['job=digits']);
    expect(notes).toEqual([
      'The job digits has no taps: left out.',
      'Left out, as the options are then those of another setting: B.',
    ]);
  });

  test.each([
    [6, ['The parameters have only 2 combinations of the 6 that are to be drawn.']],
    [2, []],
  ])('of %d draws from two values', async (runs, notes) => {
    const text = `job: digits\nmethod: random\nruns: ${runs}\noptions: { method: bib }\nparameters: { beta: { values: [1, 2] } }`;
    expect((await open(text)).notes).toEqual(notes);
    const both = `${text}\nsettings: [{ name: A, m: 0 }, { name: B, m: 0.1 }]`;
    expect((await open(both)).notes).toEqual(notes);
  });
});

test.each([
  [['m=0.2'], ['BSCE, m 0.2', 'w/o weights, m 0.2']],
  [['method=mbib'], ['BSCE, mbib', 'w/o weights']],
  [['method=bib', 'm=0'], ['BSCE, bib, m 0']],
  [['epochs=1'], ['BSCE', 'w/o weights']],
  [['m=[0.2]'], ['BSCE, m 0.2', 'w/o weights, m 0.2']],
  [['m=[0, 0.1]'], ['BSCE, m 0', 'BSCE, m 0.1', 'w/o weights, m 0', 'w/o weights, m 0.1']],
])('the label of a setting tells what was set otherwise in it: %j', async (set, labels) => {
  const settings = '[{ name: BSCE, method: bsce, m: 0.1 }, { name: w/o weights, method: mbib, m: 0 }]';
  const { expansion } = await open(`job: digits\nsettings: ${settings}`, set);
  expect(expansion.settings.map(({ label }) => label)).toEqual(labels);
});

test('a setting that has another value than all others keeps its label, and the figure of the paper', async () => {
  const settings = '[{ name: A, method: ce }, { name: B, method: ce, epochs: 2, paper: 41 }]';
  const { expansion, experiment } = await open(`job: digits\noptions: { epochs: 1 }\nsettings: ${settings}`);
  expect(expansion.settings.map(({ label }) => label)).toEqual(['A', 'B']);
  expect(experiment.paper).toEqual({ B: { all: 41 } });
});

test('neither a changed setting nor what goes on from it stands beside the paper', async () => {
  const settings = [
    '{ name: A, method: bib, paper: 44 }',
    '{ name: S, from: A, method: crt, paper: 45 }',
    '{ name: D, method: dive, teacher: A, paper: 46 }',
    '{ name: C, method: ce, paper: 38 }',
  ];
  const text = `job: digits\nsettings: [${settings.join(', ')}]`;
  const shown = async (...set: string[]) => Object.keys((await open(text, set)).experiment.paper);
  expect(await shown()).toEqual(['A', 'S', 'D', 'C']);
  expect(await shown('epochs=1')).toEqual(['A', 'S', 'D', 'C']);
  const changed = text.replace('method: bib', 'method: bib, epochs: 3');
  const { experiment } = await open(changed, ['epochs=2']);
  expect(Object.keys(experiment.paper)).toEqual(['C']);
});

test('experiments whose names differ in letters of any alphabet have folders of their own', async () => {
  const outs = ['β', 'γ'].map(async (name) => (await open(`name: exp-${name}\njob: digits`)).out);
  expect(await Promise.all(outs)).toEqual([join('runs', 'exp-β'), join('runs', 'exp-γ')]);
});

test('merge keys of YAML bring the options of another setting', async () => {
  const text =
    'job: digits\nsettings:\n  - &a { name: A, method: bib, beta: 1 }\n  - { <<: *a, name: B, beta: 2 }';
  const { expansion } = await open(text);
  expect(expansion.runs.map(({ options }) => options)).toEqual([
    { method: 'bib', beta: 1, seed: 0 },
    { method: 'bib', beta: 2, seed: 0 },
  ]);
});

test('a second stage keeps its own options, and a description of another job says so', async () => {
  const settings = 'settings: [{ name: CE, method: ce }, { name: cRT, from: CE, method: crt, epochs: 9 }]';
  const text = `job: cifar100-lt\ndescription: Table 1\n${settings}`;
  const { notes, experiment } = await open(text, ['job=digits', 'epochs=1']);
  expect(notes).toEqual([
    'Second stages have options of their own, which --set epochs leaves as they are: cRT.',
  ]);
  expect(experiment.description).toBe('Table 1. Here by the job digits, not cifar100-lt.');
  expect((await open(text)).notes).toEqual([]);
});

test('the page hears of everything that was set otherwise, the folder of what decides results', async () => {
  const set = [
    'epochs=1',
    'seeds=2',
    'metric={ goal: minimize }',
    'out=there',
    'val-fraction=0.4',
    'valFraction=0.5',
  ];
  const { overrides } = await open('job: digits\noptions: { method: ce }', set);
  expect(overrides).toEqual(['epochs=1', 'seeds=2', 'metric={"goal":"minimize"}', 'valFraction=0.5']);
  const { out } = await open('job: digits\noptions: { method: ce }', ['epochs=1', 'seeds=2']);
  expect(out).toBe(join('runs', 'e_epochs-1'));
  for (const given of [
    ['beta=1', 'epochs=2'],
    ['epochs=9', 'beta=1', 'epochs=2'],
  ])
    expect((await open('job: digits\noptions: { method: bib }', given)).out).toBe(
      join('runs', 'e_beta-1_epochs-2'),
    );
});
