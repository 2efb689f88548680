import { describe, expect, test } from 'vitest';
import { type ExperimentRun, expand } from '../../../src/jobs/experiment/expand';
import { override } from '../../../src/jobs/experiment/override';
import { parseExperiment } from '../../../src/jobs/experiment/parse-experiment';
import { experimentResults } from '../../../src/jobs/experiment/results/experiment-results';
import { resultsCsv } from '../../../src/jobs/experiment/results/results-csv';
import { runRow } from '../../../src/jobs/experiment/results/run-row';
import { NONE } from '../../../src/jobs/log/format';
import { parseRunLog } from '../../../src/jobs/log/parse-run-log';
import type { EndLine, RunLog } from '../../../src/jobs/log/run-log';
import { studentBeyond } from '../../../src/jobs/log/student-t';
import { experimentHtml } from '../../../src/jobs/report/experiment/experiment-html';
import { rhoTable } from '../../../src/jobs/report/experiment/pictures/picture-tables';
import { logLines } from '../report/runs';

const experiment = parseExperiment(
  {
    job: 'cifar100-lt',
    seeds: 3,
    settings: [
      { name: 'CE', method: 'ce', paper: { all: 38.3 } },
      { name: 'MBIB <b>', method: 'mbib' },
    ],
  },
  'e.yaml',
  'e',
);
const expansion = expand(experiment);

/** A run of three classes whose accuracies are all the same. */
function log(accuracy: number, held?: number): RunLog {
  const perClass = [[0, 0, 0], Array(3).fill(held ?? accuracy)];
  const lines = logLines({ perClass, ...(held !== undefined && { selection: 'validation' as const }) });
  if (held !== undefined) {
    const end = lines.at(-1) as EndLine;
    const group = { all: accuracy, many: accuracy, medium: accuracy, few: accuracy };
    end.test = { epoch: 2, accuracy: group };
    end.testOfLast = end.test;
  }
  return parseRunLog(lines.map((line) => JSON.stringify(line)).join('\n'), 'run', 'log.jsonl');
}

/** Results where the runs have these accuracies, in order: seeds outermost. Undefined for a run that has not begun. */
function results(accuracies: (number | undefined)[], held?: number[]) {
  const rows = expansion.runs.map((run, i) =>
    runRow(run, accuracies[i] === undefined ? undefined : log(accuracies[i], held?.[i])),
  );
  return experimentResults({ experiment, expansion, dataSet: 'Data', overrides: [], rows });
}

describe('differences', () => {
  test('are those of each seed with itself, with an interval by Student t', () => {
    const { differences } = results([0.4, 0.5, 0.3, 0.42, 0.5, 0.61]);
    const all = differences.find(({ figure }) => figure === 'all')!;
    // numpy: d = [.1, .12, .11]; mean ± t(.975, 2)·sd/√3 with t = 4.302652729911275
    expect(all.label).toBe('MBIB <b>');
    expect(all.baseline).toBe('CE');
    expect(all.difference.mean).toBeCloseTo(0.11, 12);
    expect(all.difference.sd).toBeCloseTo(0.01, 12);
    expect(all.interval![0]).toBeCloseTo(0.11 - 0.02484137712, 9);
    expect(all.interval![1]).toBeCloseTo(0.11 + 0.02484137712, 9);
  });

  test('are over the seeds that both have finished, without an interval for one', () => {
    const { differences, settings } = results([0.4, 0.5, 0.3, undefined, undefined, 0.6]);
    const all = differences.find(({ figure }) => figure === 'all')!;
    expect(all.seeds).toEqual([0]);
    expect(all.interval).toBeNull();
    expect(settings.map(({ finished, runs }) => [finished, runs])).toEqual([
      [2, 3],
      [2, 3],
    ]);
  });
});

describe('a setting that names what it is compared with', () => {
  const given = {
    job: 'tiny',
    settings: [
      { name: 'CE', method: 'ce' },
      { name: 'BSCE', method: 'bsce' },
      { name: 'BIB', method: 'bib', baseline: ['CE', 'BSCE'] },
      { name: 'MBIB', method: 'mbib', baseline: 'BIB' },
    ],
    parameters: { imbalance: { values: [100, 10] } },
  };
  const compared = (content: object) => {
    const parsed = parseExperiment(content, 'e.yaml', 'e');
    const expanded = expand(parsed);
    const rows = expanded.runs.map((run) => runRow(run, log(0.5)));
    const { differences } = experimentResults({
      ...{ experiment: parsed, expansion: expanded, dataSet: 'Data', overrides: [], rows },
    });
    return differences
      .filter(({ figure }) => figure === 'all')
      .map(({ label, baseline }) => `${label} − ${baseline}`);
  };

  test('is compared with each of these at its own imbalance, and all others with the baseline of all', () => {
    const at = (imbalance: number) => `imbalance ${imbalance}`;
    expect(compared(given)).toEqual([
      ...[100, 10].map((each) => `BSCE, ${at(each)} − CE, ${at(each)}`),
      ...[100, 10].flatMap((each) => ['CE', 'BSCE'].map((base) => `BIB, ${at(each)} − ${base}, ${at(each)}`)),
      ...[100, 10].map((each) => `MBIB, ${at(each)} − BIB, ${at(each)}`),
    ]);
  });

  test('is compared with what --set baseline says', () => {
    const set = override(given, [['baseline', 'BSCE']], '--set') as object;
    expect(compared(set).filter((each) => each.includes('imbalance 10 '))).toEqual([
      'CE, imbalance 10 − BSCE, imbalance 10',
      'BIB, imbalance 10 − BSCE, imbalance 10',
      'MBIB, imbalance 10 − BSCE, imbalance 10',
    ]);
  });

  test('follows one that is the same as another where options are set for all', () => {
    const settings = [
      { name: 'CE', method: 'ce' },
      { name: 'A', method: 'bib', m: 0 },
      { name: 'B', method: 'bib', m: 0.1 },
      { name: 'C', method: 'mbib', baseline: 'B' },
    ];
    const set = (...others: [string, unknown][]) =>
      override({ job: 'tiny', settings }, [['m', 0.2], ...others], '--set') as object;
    expect(compared(set())).toEqual(['A − CE', 'C − A']);
    expect(compared(set(['baseline', 'B']))).toEqual(['CE − A', 'C − A']);
  });

  test.each([
    ['BIBB', "settings[3].baseline must be the name of another setting, got 'BIBB'; did you mean 'BIB'?"],
    ['MBIB', "settings[3].baseline must be the name of another setting, got 'MBIB'"],
    [['CE', 'CE'], "settings[3].baseline must be different settings, got 'CE' twice"],
    [[], 'settings[3].baseline must be the name of the setting that it is compared with, or a list'],
  ])('is refused with %j, which is none', (baseline, message) => {
    const settings = [...given.settings.slice(0, 3), { ...given.settings[3], baseline }];
    expect(() => parseExperiment({ ...given, settings }, 'e.yaml', 'e')).toThrow(message);
  });
});

// scipy.stats.t.ppf(1 - tail / 2, degrees)
test.each([
  [0.05, 1, 12.706204736432095],
  [0.05, 2, 4.302652729911275],
  [0.05, 3, 3.182446305284263],
  [0.05, 4, 2.7764451051977987],
  [0.05, 9, 2.2621571627409915],
  [0.05, 30, 2.0422724563012373],
  [0.01, 5, 4.032142983557536],
])(
  "Student's t exceeds the right number with probability %d at %d degrees of freedom",
  (tail, degrees, expected) => {
    expect(studentBeyond(tail, degrees)).toBeCloseTo(expected, 9);
  },
);

describe('a setting', () => {
  test('is chosen on images that are held out, never on the test images', () => {
    const onTest = results([0.4, 0.5, 0.3, 0.42, 0.5, 0.61]);
    expect(onTest.metric.name).toBe('test.all');
    expect(onTest.chosen).toBeNull();
    // Better on the test images, worse on those that are held out.
    const onHeldOut = results([0.4, 0.5, 0.3, 0.42, 0.5, 0.61], [0.9, 0.1, 0.9, 0.1, 0.9, 0.1]);
    expect(onHeldOut.metric.name).toBe('val.balanced');
    expect(onHeldOut.chosen).toBe('CE');
    expect(onHeldOut.settings[0]!.test.all!.mean).toBeCloseTo(0.4, 12);
    expect(onHeldOut.settings[0]!.validation.balanced!.mean).toBeCloseTo(0.9, 12);
  });

  test('is not chosen before all runs are finished', () => {
    expect(results([0.4, 0.5, 0.3, 0.42, 0.5], [0.9, 0.1, 0.9, 0.1, 0.9]).chosen).toBeNull();
  });
});

test('the page says on which images was chosen, has the paper beside ours, and escapes names', () => {
  const assets = { script: '', style: '' };
  const page = experimentHtml(results([0.4, 0.5, 0.4, 0.5, 0.4, 0.5]), assets, '');
  expect(page).toContain('No setting is chosen');
  expect(page).toContain('MBIB &lt;b&gt;');
  expect(page).not.toContain('MBIB <b>');
  expect(page).toContain('>38.3<');
  expect(page).toContain('>+1.7<');
  const chosen = experimentHtml(results([0.4, 0.5, 0.4, 0.5, 0.4, 0.5], Array(6).fill(0.5)), assets, '');
  expect(chosen).toContain('Settings are chosen by val.balanced');
});

test('the CSV has a line a run empty where it has no figure', () => {
  const lines = resultsCsv(results([0.4, undefined, undefined, undefined, undefined, undefined])).split(
    '\r\n',
  );
  expect(lines).toHaveLength(1 + 6 + 1);
  expect(lines[0]).toMatch(/^index,folder,setting,seed,method,finished,epoch,test_all,/);
  expect(lines[1]).toMatch(/^0,ce-s0,CE,0,ce,true,2,0\.40*1?,0.4,/);
  expect(lines[2]).toMatch(/^1,mbib-b-s0,MBIB <b>,0,mbib,false,0,,/);
});

test('runs without test images are named on the page and in the CSV', () => {
  const logs = [log(0.4), log(0.5)];
  logs[0]!.start.testedOn = 'validation';
  const rows = expansion.runs.map((run, i) => runRow(run, logs[i]));
  const found = experimentResults({ experiment, expansion, dataSet: 'Data', overrides: [], rows });
  const sentence =
    'In one run of 6 there were no test images: what is called test is of the validation images.';
  expect(found.notes).toEqual([sentence]);
  expect(experimentHtml(found, { script: '', style: '' }, '')).toContain(sentence);
  const [head, first, second] = resultsCsv(found).split('\r\n');
  expect(head).toContain(',epoch,tested_on,test_all,');
  expect(first).toContain(',true,2,validation,');
  expect(second).toContain(',true,2,test,');
});

test('the page hands its script the logs of few settings, with the colours of their methods', () => {
  const logs = [log(0.4), log(0.5)];
  const titles = { mbib: { title: 'MBIB', colour: 4 } };
  const page = experimentHtml(results([0.4, 0.5]), { script: '', style: '' }, '', { logs, methods: titles });
  expect(page).toContain('data-chart="class-accuracy"');
  expect(page).toContain('"colour":4');
  expect(experimentHtml(results([0.4, 0.5]), { script: '', style: '' }, '')).not.toContain('class-accuracy');
});

test('ρ of v and of z are apart: in means over the runs, in rows of the page beside the paper, and in the CSV', () => {
  const groups = (all: number) => ({ all, many: null, medium: 1, few: 2, unseen: null });
  const paper = { rho: { v: { all: 1.09 }, z: { all: 0.86, few: 1.02 } } };
  const settings = [
    { name: 'BSCE', method: 'bsce', paper: { rho: 1.34 } },
    { name: 'MBIB', method: 'mbib', paper },
    { name: 'BIB', method: 'bib', paper },
  ];
  const given = parseExperiment({ job: 'cifar100-lt', seeds: 2, settings, pictures: ['rho'] }, 'e.yaml', 'e');
  expect(given.paper).toEqual({ BSCE: { rho: { z: { all: 1.34 } } }, MBIB: paper, BIB: paper });
  const expanded = expand(given);
  // The run of MBIB with seed 1 is of before there was v, and no run of BIB keeps anything.
  const rhoOf = ({ label, seed }: ExperimentRun) => {
    if (label === 'BIB') return null;
    return { ...(label === 'MBIB' && seed === 0 && { v: groups(1.5) }), z: groups(seed + 0.5) };
  };
  const rows = expanded.runs.map((run) => runRow(run, log(0.4), { rho: rhoOf(run) }));
  const pictures = { names: ['rho'] as const, without: [], damaged: [], withoutV: [] };
  const found = experimentResults({
    ...{ experiment: given, expansion: expanded, dataSet: 'Data', overrides: [], rows },
    pictures: { ...pictures, posteriors: [], maps: [] },
  });
  const [bsce, mbib, bib] = found.settings;
  expect(Object.keys(bsce!.rho!)).toEqual(['z']);
  expect(mbib!.rho!.v!.all).toMatchObject({ mean: 1.5, sd: null });
  expect(mbib!.rho!.z!.all!.mean).toBe(1);
  expect(bib!.rho).toBeNull();

  const cells = [...rhoTable(found).text.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, text]) => text!);
  const names = cells.filter((text) => /^M?B(SCE|IB)/.test(text));
  expect(names).toEqual(['BSCE', 'MBIB, v', 'MBIB, z', 'BIB, v', 'BIB, z']);
  const start = cells.indexOf('MBIB, v');
  // A mean over fewer runs than the row of z says so.
  expect(cells[cells.indexOf('MBIB, z') + 2]).toBe('2');
  expect(cells.slice(start, start + 11)).toEqual([
    'MBIB, v',
    'ours',
    '1 of 2',
    '1.50',
    '1.00',
    '2.00',
    'paper',
    '',
    '1.09',
    NONE,
    NONE,
  ]);

  const [head, ...lines] = resultsCsv(found)
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));
  const column = (name: string) => lines.map((line) => line[head!.indexOf(name)]);
  expect(column('rho_z_all')).toEqual(rows.map(({ rho }) => String(rho?.z?.all ?? '')));
  expect(column('rho_v_all').filter((value) => value !== '')).toEqual(['1.5']);
  expect(JSON.parse(JSON.stringify(found)).runs[1].rho).toEqual(rows[1]!.rho);
});
