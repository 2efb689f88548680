import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assertLabels } from '../../../src/jobs/experiment/check-labels';
import { expand } from '../../../src/jobs/experiment/expand';
import { ExperimentError } from '../../../src/jobs/experiment/experiment-error';
import { override, withoutOthers } from '../../../src/jobs/experiment/override';
import { parseExperiment } from '../../../src/jobs/experiment/parse-experiment';

const read = (content: unknown) => parseExperiment(content, 'e.yaml', 'e');
const runsOf = (content: unknown) => expand(read(content)).runs;

/** Parameters with different values each. */
const parameters = fc.dictionary(
  fc.constantFrom('beta', 'gamma', 'a', 'b', 'imbalance'),
  fc
    .uniqueArray(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 4 })
    .map((values) => ({ values })),
  { maxKeys: 4 },
);
const seeds = fc.uniqueArray(fc.nat(100), { minLength: 1, maxLength: 4 });

describe('a grid', () => {
  test('has every combination of its values with every seed once, numbered from 0', () => {
    fc.assert(
      fc.property(parameters, seeds, (given, own) => {
        const runs = runsOf({ job: 'tiny', seeds: own, parameters: given });
        const sizes = Object.values(given).map(({ values }) => values.length);
        expect(runs).toHaveLength(sizes.reduce((product, size) => product * size, own.length));
        expect(runs.map(({ index }) => index)).toEqual(runs.map((_, i) => i));
        const options = runs.map((run) => JSON.stringify(run.options));
        expect(new Set(options).size).toBe(runs.length);
        for (const run of runs)
          for (const [name, { values }] of Object.entries(given)) expect(values).toContain(run.options[name]);
        expect(new Set(runs.map(({ folder }) => folder)).size).toBe(runs.length);
        expect(new Set(runs.map(({ label, seed }) => `${label}|${seed}`)).size).toBe(runs.length);
      }),
    );
  });

  test('keeps the numbers of its runs when seeds are added', () => {
    fc.assert(
      fc.property(parameters, seeds, fc.integer({ min: 101, max: 200 }), (given, own, further) => {
        const runs = runsOf({ job: 'tiny', seeds: own, parameters: given });
        const more = runsOf({ job: 'tiny', seeds: [...own, further], parameters: given });
        expect(more.slice(0, runs.length)).toEqual(runs);
      }),
    );
  });

  test('combines every named setting with every combination, and labels tell them apart', () => {
    const runs = runsOf({
      job: 'tiny',
      options: { epochs: 3 },
      settings: [
        { name: 'CE', method: 'ce' },
        { name: 'MBIB, no weights', method: 'mbib', m: 0 },
      ],
      parameters: { imbalance: { values: [100, 10] } },
    });
    expect(runs.map(({ label, folder }) => [label, folder])).toEqual([
      ['CE, imbalance 100', 'ce-imbalance-100-s0'],
      ['CE, imbalance 10', 'ce-imbalance-10-s0'],
      ['MBIB, no weights, imbalance 100', 'mbib-no-weights-imbalance-100-s0'],
      ['MBIB, no weights, imbalance 10', 'mbib-no-weights-imbalance-10-s0'],
    ]);
    expect(runs[3]!.options).toEqual({ epochs: 3, method: 'mbib', m: 0, imbalance: 10, seed: 0 });
  });
});

describe('the folder of a run', () => {
  const settings = ['CE', 'ce', 'β = 1', '***', 'x'.repeat(80), `${'x'.repeat(80)}y`].map((name, i) => ({
    name,
    method: 'ce',
    epochs: i + 1,
  }));

  test('has the letters and digits of the setting; of those that differ in others the later has a number', () => {
    const folders = runsOf({ job: 'tiny', settings }).map(({ folder }) => folder);
    const long = 'x'.repeat(60);
    expect(folders).toEqual(['ce-s0', 'ce-2-s0', 'β-1-s0', 'setting-s0', `${long}-s0`, `${long}-2-s0`]);
  });

  test('stays the same where the file gets further settings and seeds', () => {
    const folderOf = (count: number, seeds: number) =>
      new Map(
        runsOf({ job: 'tiny', settings: settings.slice(0, count), seeds }).map((run) => [
          `${run.label} ${run.seed}`,
          run.folder,
        ]),
      );
    const later = folderOf(6, 3);
    for (const [name, folder] of folderOf(3, 2)) expect(later.get(name)).toBe(folder);
  });
});

describe('a random search', () => {
  const content = (runs: number, seed = 0) => ({
    job: 'tiny',
    method: 'random',
    runs,
    seed,
    seeds: 2,
    parameters: {
      beta: { min: 0, max: 5 },
      a: { min: 0, max: 1, distribution: 'uniform' },
      b: { min: 1e-4, max: 1, distribution: 'log_uniform_values' },
      gamma: { values: [0, 0.5] },
      m: { min: 0, max: 1, q: 0.25, distribution: 'q_uniform' },
    },
  });

  test('draws the same settings for the same seed, and more of them leave the first as they are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 10 }),
        fc.nat(1000),
        (few, more, seed) => {
          const runs = runsOf(content(few, seed));
          expect(runs).toHaveLength(2 * few);
          expect(runsOf(content(few + more, seed)).slice(0, runs.length)).toEqual(runs);
          expect(new Set(runs.map(({ label }) => label)).size).toBe(few);
        },
      ),
      { numRuns: 30 },
    );
    expect(runsOf(content(3, 1))).not.toEqual(runsOf(content(3, 2)));
  });

  test('draws within the ranges', () => {
    for (const { options } of runsOf(content(200))) {
      const { beta, a, b, gamma, m } = options as Record<string, number>;
      expect([0, 1, 2, 3, 4, 5]).toContain(beta);
      expect(a).toBeGreaterThanOrEqual(0);
      expect(a).toBeLessThanOrEqual(1);
      expect(b).toBeGreaterThanOrEqual(1e-4);
      expect(b).toBeLessThanOrEqual(1);
      expect([0, 0.5]).toContain(gamma);
      expect([0, 0.25, 0.5, 0.75, 1]).toContain(m);
    }
    const logarithms = runsOf(content(200)).map(({ options }) => Math.log10(options.b as number));
    expect(logarithms.filter((value) => value < -2).length).toBeGreaterThan(150);
  });

  test('draws each combination once where there are few', () => {
    const runs = runsOf({
      job: 'tiny',
      method: 'random',
      runs: 9,
      parameters: { beta: { values: [1, 2, 3] } },
    });
    expect(runs.map(({ options }) => options.beta).sort()).toEqual([1, 2, 3]);
  });
});

const grid = { job: 'tiny', parameters: { beta: { values: [0, 1] } } };

test.each([
  [{ parameters: {} }, 'job must be given: the name of a job'],
  [{ ...grid, paramters: {} }, "paramters is not known; did you mean 'parameters'?"],
  [{ ...grid, early_terminate: {} }, 'early_terminate is not to be had: every run is trained to its end'],
  [
    { ...grid, pictures: ['posteriors'] },
    "pictures must be of posterior, tsne, rho, cost, got 'posteriors'; did you mean 'posterior'?",
  ],
  [{ ...grid, pictures: 'rho' }, "pictures must be a list of posterior, tsne, rho, cost, got 'rho'"],
  [
    { ...grid, settings: [{ name: 'A', paper: { rho: { fwe: 1 } } }] },
    "settings[0].paper.rho.fwe is not known; did you mean 'few'?",
  ],
  [
    { ...grid, settings: [{ name: 'A', paper: { rho: { v: 1, all: 2 } } }] },
    'settings[0].paper.rho.all is not known; known are v and z',
  ],
  [
    { ...grid, settings: [{ name: 'A', paper: { rho: { v: { few: -1 } } } }] },
    'settings[0].paper.rho.v.few must be a number greater than 0, got -1',
  ],
  [
    { ...grid, settings: [{ name: 'A', paper: { parameters: '486k' } }] },
    "settings[0].paper.parameters must be a number greater than 0, got '486k'",
  ],
  [{ ...grid, settings: [] }, 'settings must be a list of settings, each with a name, got []'],
  [{ ...grid, method: 'bayes' }, "method must be 'grid' or 'random', got 'bayes'"],
  [
    { ...grid, parameters: { beta: { vales: [1] } } },
    "parameters.beta.vales is not known; did you mean 'values'?",
  ],
  [
    { ...grid, parameters: { beta: { values: [] } } },
    'parameters.beta.values must be a list that is not empty, got []',
  ],
  [
    { ...grid, parameters: { beta: { values: [1, 1] } } },
    'parameters.beta.values must hold each value once, got 1 twice',
  ],
  [
    { ...grid, parameters: { beta: { values: [[1]] } } },
    'parameters.beta.values[0] must be a text, a number, true or false, got [1]',
  ],
  [
    { ...grid, parameters: { beta: { value: 1, values: [1] } } },
    'parameters.beta.values cannot stand beside value',
  ],
  [{ ...grid, parameters: { beta: { min: 2, max: 1 } } }, 'parameters.beta.max must be above min, 2, got 1'],
  [
    { ...grid, parameters: { beta: { min: 0 } } },
    'parameters.beta.max must be given: a parameter has value, values, or min and max',
  ],
  [
    { ...grid, parameters: { beta: { min: 0, max: 1 } } },
    "method must be 'random' where a parameter has a range (beta); a grid needs a list of values",
  ],
  [
    { ...grid, parameters: { beta: { min: 1, max: 2, distribution: 'log_uniform' } } },
    "parameters.beta.distribution must be one of uniform, int_uniform, q_uniform, log_uniform_values, q_log_uniform_values, normal, got 'log_uniform'; did you mean 'log_uniform_values'?",
  ],
  [
    { ...grid, method: 'random' },
    "runs must be given for method 'random': the number of settings that are drawn",
  ],
  [{ ...grid, runs: 3 }, "runs is for method 'random'; a grid has every combination"],
  [
    { ...grid, seeds: 0 },
    'seeds must be a number of seeds from 1, or a list of different whole numbers in 0..2³²−1, got 0',
  ],
  [
    { ...grid, seeds: [1, 1] },
    'seeds must be a number of seeds from 1, or a list of different whole numbers in 0..2³²−1, got [1,1]',
  ],
  [{ ...grid, options: { beta: 1 } }, 'parameters.beta stands in options, too: keep one of them'],
  [{ ...grid, options: { seed: 1 } }, 'seeds gives the seed of every run, [0]: take the option seed out'],
  [{ ...grid, settings: [{ method: 'ce' }] }, 'settings[0].name must be given: what tables call it'],
  [
    { ...grid, metric: { name: 'accuracy' } },
    "metric.name must be one of val.all, val.many, val.medium, val.few, val.balanced, test.all, test.many, test.medium, test.few, test.balanced, got 'accuracy'",
  ],
  [{ ...grid, paper: { 'beta 0': 383 } }, 'paper.beta 0 must be an accuracy in percent, 0..100, got 383'],
  [
    { ...grid, paper: { 'beta 0': 0.383 } },
    'paper.beta 0 must be an accuracy in percent, 0..100, got 0.383; write 38.3 for 38.3 %',
  ],
  [
    { ...grid, paper: { 'beta 0': { all: 0.29, few: 0.4 } } },
    'paper.beta 0.all must be an accuracy in percent, 0..100, got 0.29; write 29 for 29 %',
  ],
  [
    [1],
    'it must be an object with keys name, description, job, method, metric, seeds, runs, seed, options, settings, parameters, baseline, paper, pictures or out, got [1]',
  ],
])('of a file that cannot be used the key, its value and what to do are told: %j', (content, problem) => {
  expect(() => read(content)).toThrow(new ExperimentError('e.yaml', problem));
});

test("a paper's figures and a baseline belong to settings that are there", () => {
  const check = (content: object) => {
    const experiment = read({ ...grid, ...content });
    assertLabels(experiment, expand(experiment), 'e.yaml');
  };
  check({ paper: { 'beta 0': 40 }, baseline: 'beta 1' });
  expect(() => check({ paper: { 'beta 2': 40 } })).toThrow(
    "e.yaml: paper.'beta 2' is no setting; did you mean 'beta 0'?; settings are beta 0; beta 1",
  );
  expect(() => check({ baseline: 'bta 1' })).toThrow(
    "baseline must be a setting, got 'bta 1'; did you mean 'beta 1'?",
  );
});

describe('what is set otherwise', () => {
  const content = {
    job: 'cifar100-lt',
    seeds: 3,
    options: { epochs: 200, 'val-fraction': 0.1 },
    settings: [
      { name: 'CE', method: 'ce' },
      { name: 'MBIB', method: 'mbib', beta: 5 },
    ],
    parameters: { imbalance: { values: [100, 10] } },
  };

  test('holds in all runs, and settings that become the same are one', () => {
    const set = override(
      content,
      [
        ['epochs', 2],
        ['imbalance', 50],
        ['seeds', 1],
        ['valFraction', 0.2],
      ],
      '--set',
    );
    const options = { epochs: 2, imbalance: 50, valFraction: 0.2, seed: 0 };
    expect(runsOf(set).map((run) => run.options)).toEqual([
      { ...options, method: 'ce' },
      { ...options, method: 'mbib', beta: 5 },
    ]);
    expect(
      runsOf(
        override(
          content,
          [
            ['method', 'bib'],
            ['beta', 1],
          ],
          '--set',
        ),
      ),
    ).toHaveLength(2 * 3);
    expect(content.options.epochs).toBe(200);
  });

  test('by a list is a parameter', () => {
    expect(runsOf(override(content, [['imbalance', [10, 20, 50]]], '--set'))).toHaveLength(2 * 3 * 3);
  });

  test('as another job leaves out what that one does not have', () => {
    const set = override(content, [['job', 'digits']], '--set');
    const { content: left, leftOut } = withoutOthers(set, (name) => name !== 'imbalance');
    expect(leftOut).toEqual(['imbalance']);
    expect(runsOf(left)).toHaveLength(2 * 3);
  });

  test('cannot be the structure of the file', () => {
    expect(() => override(content, [['seed', 1]], '--set')).toThrow(
      "--set: seed cannot be set; set 'seeds' for those of the runs",
    );
    expect(() => override(content, [['parameters', 1]], '--set')).toThrow(
      '--set: parameters cannot be set: edit the file',
    );
  });
});
