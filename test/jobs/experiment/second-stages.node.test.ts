import { describe, expect, test } from 'vitest';
import { assertBaselineFits } from '../../../src/jobs/experiment/check-baseline';
import { assertLabels } from '../../../src/jobs/experiment/check-labels';
import { expand } from '../../../src/jobs/experiment/expand';
import { ExperimentError } from '../../../src/jobs/experiment/experiment-error';
import { override } from '../../../src/jobs/experiment/override';
import { parseExperiment } from '../../../src/jobs/experiment/parse-experiment';
import { experimentResults } from '../../../src/jobs/experiment/results/experiment-results';
import { resultsCsv } from '../../../src/jobs/experiment/results/results-csv';
import { runRow } from '../../../src/jobs/experiment/results/run-row';
import { parseRunLog } from '../../../src/jobs/log/parse-run-log';
import { logLines, logText } from '../report/runs';

const read = (content: unknown) => parseExperiment(content, 'e.yaml', 'e');
const ce = { name: 'CE', method: 'ce' };
const crt = { name: 'cRT', from: 'CE', method: 'crt', epochs: 5 };
const content = {
  job: 'tiny',
  seeds: 2,
  options: { epochs: 3 },
  settings: [crt, ce, { name: 'MBIB', method: 'mbib' }],
  parameters: { imbalance: { values: [100, 10] } },
};

test.each([
  [
    [ce, { ...crt, from: 'CEE' }],
    "settings[1].from must be the name of a setting that is trained, got 'CEE'; did you mean 'CE'?; these are CE",
  ],
  [
    [ce, { ...crt, from: 'cRT' }],
    'settings[1].from must be another setting, got its own name: a second stage goes on from the runs of a first one',
  ],
  [
    [ce, crt, { name: 'LWS', from: 'cRT', method: 'lws' }],
    "settings[2].from must be a setting that is trained, got 'cRT', which goes on from 'CE' itself: a second stage goes on from a first one",
  ],
  [
    [ce, { ...crt, from: 1 }],
    'settings[1].from must be the name of the setting whose runs it goes on from, got 1',
  ],
  [[ce, { ...crt, from: null }], 'settings[1].from is empty: give it a value, or take it out'],
  [
    [{ ...crt, from: 'CE' }],
    "settings[0].from must be the name of a setting that is trained, got 'CE'; the file has none",
  ],
  [[ce, { ...crt, seed: 1 }], 'seeds gives the seed of every run, [0,1]: take the option seed out'],
])('of %j it is told what is wrong with from', (settings, problem) => {
  expect(() => read({ ...content, settings })).toThrow(new ExperimentError('e.yaml', problem));
});

describe('a setting that goes on from another one', () => {
  const { runs, settings } = expand(read(content));

  test('has a run for each of its runs, with its seed and its parameters, in the order of the file', () => {
    const told = runs.map(({ folder, first, options }) => [folder, first?.folder, options]);
    expect(told.slice(0, 4)).toEqual([
      ['crt-imbalance-100-s0', 'ce-imbalance-100-s0', { method: 'crt', epochs: 5, seed: 0 }],
      ['crt-imbalance-10-s0', 'ce-imbalance-10-s0', { method: 'crt', epochs: 5, seed: 0 }],
      ['ce-imbalance-100-s0', undefined, { epochs: 3, imbalance: 100, method: 'ce', seed: 0 }],
      ['ce-imbalance-10-s0', undefined, { epochs: 3, imbalance: 10, method: 'ce', seed: 0 }],
    ]);
    expect(runs.filter(({ label }) => label.startsWith('cRT')).map(({ first }) => first!.seed)).toEqual([
      ...[0, 0, 1, 1],
    ]);
    expect(settings[1]).toEqual({
      label: 'cRT, imbalance 10',
      name: 'cRT',
      values: { imbalance: 10 },
      options: { method: 'crt', epochs: 5 },
      from: 'CE, imbalance 10',
    });
  });

  test('keeps its options where those of the runs are set, and goes on from the same runs where settings become one', () => {
    const lws = { name: 'LWS', from: 'MBIB', method: 'lws' };
    const set = override(
      { ...content, settings: [ce, { name: 'MBIB', method: 'mbib' }, crt, lws] },
      [
        ['method', 'bsce'],
        ['epochs', 1],
        ['imbalance', 50],
        ['seeds', 1],
      ],
      '--set',
    );
    expect(expand(read(set)).runs.map(({ label, options, first }) => [label, options, first?.index])).toEqual(
      [
        ['CE', { method: 'bsce', epochs: 1, imbalance: 50, seed: 0 }, undefined],
        ['cRT', { method: 'crt', epochs: 5, seed: 0 }, 0],
        ['LWS', { method: 'lws', seed: 0 }, 0],
      ],
    );
  });

  test('is drawn with it in a random search', () => {
    const beta = { min: 0, max: 5, distribution: 'uniform' };
    const drawn = expand(
      read({ job: 'tiny', method: 'random', runs: 4, settings: [ce, crt], parameters: { beta } }),
    );
    expect(drawn.runs.slice(4).map(({ first }) => first!.index)).toEqual([0, 1, 2, 3]);
    expect(drawn.settings.slice(4).map(({ values }) => values)).toEqual(
      drawn.settings.slice(0, 4).map(({ values }) => values),
    );
  });
});

describe('a file is checked for', () => {
  const tau = (name: string, value: number) => ({ name, from: 'CE', method: 'tau-norm', tau: value });
  const check = (settings: object[], baseline?: object) => {
    const experiment = read({ job: 'tiny', settings, baseline });
    assertLabels(experiment, expand(experiment), 'e.yaml');
    assertBaselineFits(experiment, expand(experiment), 'e.yaml');
  };

  test('settings that have the same options under two names', () => {
    const same = (a: string, b: string) =>
      new ExperimentError(
        'e.yaml',
        `settings '${a}' and '${b}' have the same options: take one of them out, or change it`,
      );
    expect(() => check([ce, crt, { ...crt, name: 'again' }])).toThrow(same('cRT', 'again'));
    expect(() => check([ce, { ...ce, name: 'again' }])).toThrow(same('CE', 'again'));
    check([ce, { name: 'MBIB', method: 'mbib' }, crt, { ...crt, name: 'again', from: 'MBIB' }]);
  });

  test('a baseline of option values that only second stages have, or that no two settings differ in', () => {
    expect(() => check([ce, tau('τ 1', 1), tau('τ 0.5', 0.5)], { tau: 1 })).toThrow(
      "e.yaml: baseline must be the name of a second stage, got its options: give 'τ 1'",
    );
    expect(() => check([ce, crt], { method: 'crt' })).toThrow("got its options: give 'cRT'");
    expect(() => check([ce, crt], { beta: 1 })).toThrow(
      'baseline fits no setting: none differs in beta 1 alone from another one',
    );
  });
});

test('results compare it as any other setting: by name with the baseline, by values with the same stage on the baseline', () => {
  const log = parseRunLog(logText(logLines()), 'run', 'log.jsonl');
  const resultsOf = (baseline: string | object) => {
    const experiment = read({ ...content, baseline });
    const expansion = expand(experiment);
    const rows = expansion.runs.map((run) => runRow(run, log));
    return experimentResults({ experiment, expansion, dataSet: 'Data', overrides: [], rows });
  };
  const pairs = (baseline: string | object) => [
    ...new Set(resultsOf(baseline).differences.map((each) => `${each.label} – ${each.baseline}`)),
  ];
  expect(pairs('CE').slice(0, 2)).toEqual([
    'cRT, imbalance 100 – CE, imbalance 100',
    'cRT, imbalance 10 – CE, imbalance 10',
  ]);
  expect(pairs({ imbalance: 100 })).toEqual([
    'cRT, imbalance 10 – cRT, imbalance 100',
    'CE, imbalance 10 – CE, imbalance 100',
    'MBIB, imbalance 10 – MBIB, imbalance 100',
  ]);
  const results = resultsOf('CE');
  expect(results.runs.map(({ from }) => from)).toEqual([
    ...[2, 3, null, null, null, null],
    ...[8, 9, null, null, null, null],
  ]);
  expect(JSON.parse(JSON.stringify(results.runs[0]))).not.toHaveProperty('first');
  const [head, line, , trained] = resultsCsv(results).split('\r\n');
  expect(head).toMatch(/^index,folder,setting,seed,from,method,/);
  expect(line).toMatch(/^0,crt-imbalance-100-s0,"cRT, imbalance 100",0,2,crt,/);
  expect(trained).toMatch(/^2,ce-imbalance-100-s0,"CE, imbalance 100",0,,ce,/);
});
