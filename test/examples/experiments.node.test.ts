import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { job as cifar100 } from '../../examples/cifar100-lt';
import { job as digits } from '../../examples/digits';
import { job as folder } from '../../examples/folder';
import { openExperiment } from '../../src/jobs/command/experiment/open-experiment';
import type { Job } from '../../src/jobs/run/job';

const jobs = [cifar100, digits, folder] as Job[];

/** Each file with the number of its settings on CIFAR-100-LT, and on the digits, which have no imbalance factor and no taps to choose. */
const files: Record<string, [cifar100: number, digits: number]> = {
  evidence: [4, 4],
  table1: [39, 13],
  table4: [6, 2],
  table5: [4, 4],
  table6: [3, 3],
  table7: [3, 3],
  table8: [2, 2],
  table9: [4, 4],
  figure3: [36, 12],
  figure4: [36, 36],
  figure6: [4, 4],
  figure7: [4, 4],
  figure8: [5, 5],
  figure9: [3, 3],
};

/** An option of a file that the job is yet to get. */
const awaited = /\.taps is no option of the job cifar100-lt/;

test('every file of experiments/ is among them', async () => {
  const names = (await readdir('experiments')).map((name) => basename(name, '.yaml'));
  expect(names.sort()).toEqual([...Object.keys(files), 'digits-methods'].sort());
});

test('experiments/digits-methods.yaml trains every method at its defaults, with ten seeds', async () => {
  const { experiment, expansion, out } = await openExperiment('experiments/digits-methods.yaml', { jobs });
  expect(expansion.runs).toHaveLength(270);
  expect(experiment.seeds).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(out).toBe('runs/digits-methods');
  const given = new Set(expansion.settings.flatMap(({ options }) => Object.keys(options)));
  expect([...given].sort()).toEqual(['backend', 'method', 'mix', 'sampler', 'tau']);
});

describe.each(Object.entries(files))('experiments/%s.yaml', (name, [onCifar, onDigits]) => {
  const file = `experiments/${name}.yaml`;

  test('is what the job for CIFAR-100-LT takes, for the 200 epochs of the paper', async () => {
    const open = await openExperiment(file, { jobs, set: ['data=cifar-100-binary.tar.gz'] }).catch(
      (error) => {
        if (name === 'table4' && awaited.test(error.message)) return undefined;
        throw error;
      },
    );
    if (!open) return;
    const { expansion, experiment, out } = open;
    expect(expansion.settings).toHaveLength(onCifar);
    expect(expansion.runs).toHaveLength(onCifar * experiment.seeds.length);
    const trained = expansion.runs.filter(({ first }) => !first);
    expect(new Set(trained.map(({ options }) => options.epochs))).toEqual(new Set([200]));
    expect(experiment.name).toBe(name);
    expect(out).toBe(`runs/${name}`);
    // A choice of hyper-parameters is never one on the test images.
    if (Object.keys(experiment.parameters).some((option) => ['a', 'b', 'beta'].includes(option))) {
      expect(experiment.options.select).toBe('val');
      expect(experiment.metric.name).toBe('val.balanced');
    }
  });

  test('runs on the digits', async () => {
    const set = ['job=digits', 'epochs=1', 'seeds=1'];
    const { expansion, experiment, out } = await openExperiment(file, { jobs, set });
    expect(expansion.runs).toHaveLength(onDigits);
    expect(experiment.paper).toEqual({});
    expect(out).toBe(`runs/${name}_epochs-1_job-digits`);
  });
});

test.each([
  ['epochs=0', 'options.epochs must be a whole number of at least 1, got 0'],
  ['method=mbip', "options.method must be one of .*, got 'mbip'"],
  ['imbalanse=10', "options.imbalanse is no option of the job cifar100-lt; did you mean 'imbalance'\\?"],
  ['method=mbbi', "options.method must be one of 'ce', .*, got 'mbbi'; did you mean 'mbib'\\?"],
  ['job=cifar', "job must be one of .*, got 'cifar'"],
  ['epochs', "must have the form name=value, got 'epochs'"],
  ['out=[', 'is no YAML: '],
])('--set %s is refused before anything starts', async (set, problem) => {
  const opened = openExperiment('experiments/evidence.yaml', { jobs, set: ['data=a.tar.gz', set] });
  await expect(opened).rejects.toThrow(new RegExp(problem));
});

test('an option that the job requires is asked for, but not to list the runs', async () => {
  const file = 'experiments/evidence.yaml';
  await expect(openExperiment(file, { jobs })).rejects.toThrow(/the option data must be given.*--set data=/);
  const { expansion } = await openExperiment(file, { jobs, listing: true });
  expect(expansion.runs.map(({ folder: name }) => name)).toEqual([
    'mbib-s0',
    'ce-s0',
    'bsce-s0',
    'bib-s0',
    'mbib-s1',
    'ce-s1',
    'bsce-s1',
    'bib-s1',
  ]);
});
