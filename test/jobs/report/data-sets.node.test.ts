import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseRunLog } from '../../../src/jobs/log/parse-run-log';
import type { RunLog } from '../../../src/jobs/log/run-log';
import { methodNames, methods } from '../../../src/jobs/nets/methods';
import {
  classAccuracies,
  groupStretches,
  seriesAccuracy,
} from '../../../src/jobs/report/grouping/accuracies';
import { groupRuns as groupRunsOf } from '../../../src/jobs/report/grouping/data-sets';
import {
  methodRank,
  methodTitle,
  optionTitle,
  SERIES_COLOURS,
  seriesColours,
} from '../../../src/jobs/report/method-title';
import { groupTable, runTable } from '../../../src/jobs/report/tables';
import { logLines, logText, type RunChoices } from './runs';

const groupRuns = (runs: RunLog[]) => groupRunsOf(runs, methods);
const run = (choices: RunChoices) => parseRunLog(logText(logLines(choices)), 'run', 'log.jsonl');

describe('groupRuns', () => {
  it('puts runs that differ in their seed only into one series, the baseline first', () => {
    const runs = ['mbib', 'ce'].flatMap((method) => [0, 1].map((seed) => run({ method, options: { seed } })));
    const [dataSet, ...others] = groupRuns(runs);
    expect(others).toEqual([]);
    expect(dataSet!.series.map(({ label, runs }) => [label, runs.length])).toEqual([
      ['Cross entropy', 2],
      ['MBIB', 2],
    ]);
  });

  it('counts a seed once, by the run that came furthest, and knows which are left out', () => {
    const named = (name: string, choices: RunChoices) => ({ ...run(choices), name });
    const [half, whole, again] = [
      named('half', { finished: false }),
      named('whole', {}),
      named('again', {}),
    ] as const;
    const others = [named('other seed', { options: { seed: 1 } }), named('other', { options: { beta: 2 } })];
    const [dataSet] = groupRuns([half, whole, again, ...others]);
    expect(dataSet!.series.map(({ runs }) => runs.map(({ name }) => name))).toEqual([
      ['whole', 'other seed'],
      ['other'],
    ]);
    expect(dataSet!.repeats.map(({ run, of }) => [run.name, of.name])).toEqual([
      ['again', 'whole'],
      ['half', 'whole'],
    ]);
  });

  it('names the option that tells two series of a method apart, and colours them differently', () => {
    const [dataSet] = groupRuns([run({ options: { beta: 1 } }), run({ options: { beta: 5 } })]);
    expect(dataSet!.series.map(({ label }) => label)).toEqual(['MBIB, β 1', 'MBIB, β 5']);
    expect(new Set(dataSet!.series.map(({ colour }) => colour)).size).toBe(2);
  });

  it('puts runs of a method that learn from teachers of other options into series of their own', () => {
    const taught = (seed: number, beta: number) => {
      const [start, ...rest] = logLines({ method: 'dive', options: { seed } });
      const options = { method: 'bib', seed, beta, data: `there-${seed}` };
      const teacher = { run: 'bib', weights: `group1-${seed}-${beta}.bin`, method: 'bib', options };
      return parseRunLog(logText([{ ...start, teacher }, ...rest]), 'run', 'log.jsonl');
    };
    const [dataSet] = groupRuns([taught(0, 1), taught(1, 1), taught(0, 5)]);
    expect(dataSet!.repeats).toEqual([]);
    expect(dataSet!.series.map(({ label, runs }) => [label, runs.length])).toEqual([
      ['DiVE, teacher β 1', 2],
      ['DiVE, teacher β 5', 1],
    ]);
  });

  const second = (method: string, options: RunChoices['options'], others: RunChoices = {}) =>
    run({
      method: 'crt',
      options: { seed: options!.seed ?? 0 },
      firstStage: { run: 'a run', method, options: { method, ...options } },
      ...others,
    });

  it('calls a second stage after the method of its run, and names the options among those on that method only', () => {
    const runs = [second('ce', {}), second('mbib', { beta: 1 }), second('mbib', { beta: 5 })];
    const [dataSet] = groupRuns(runs);
    const labels = dataSet!.series.map(({ label }) => label);
    expect(labels).toEqual(['crt on Cross entropy', 'crt on MBIB, first β 1', 'crt on MBIB, first β 5']);
  });

  it('puts second stages on runs that learned from teachers of other options into series of their own', () => {
    const teacher = (beta: number) => ({
      run: 'bib',
      weights: 'w.bin',
      method: 'bib',
      options: { method: 'bib', beta },
    });
    const onTaught = (seed: number, beta: number) => {
      const firstStage = { run: 'a run', method: 'dive', options: { seed }, teacher: teacher(beta) };
      return run({ method: 'crt', options: { seed }, firstStage });
    };
    const [dataSet] = groupRuns([onTaught(0, 1), onTaught(1, 1), onTaught(0, 5)]);
    expect(dataSet!.series.map(({ label, runs }) => [label, runs.length])).toEqual([
      ['crt on DiVE, teacher β 1', 2],
      ['crt on DiVE, teacher β 5', 1],
    ]);
  });

  it('puts runs into series of their own whose teachers are classifiers with other weights', () => {
    const taught = (weights: string) => {
      const [start, ...rest] = logLines({ method: 'dive', options: { seed: 0 } });
      return parseRunLog(
        logText([{ ...start, teacher: { run: 'there', weights } }, ...rest]),
        'run',
        'log.jsonl',
      );
    };
    const [dataSet] = groupRuns([taught('a.bin'), taught('b.bin')]);
    expect(dataSet!.series.map(({ label }) => label)).toEqual([
      'DiVE, teacher weights a.bin',
      'DiVE, teacher weights b.bin',
    ]);
  });

  it('puts second stages into one series whose τ validation images chose, seed by seed', () => {
    const of = (seed: number) => second('ce', { seed }, { chosen: { tau: seed / 10 } });
    expect(groupRuns([of(1), of(2)])[0]!.series.map(({ runs }) => runs.length)).toEqual([2]);
    expect(of(2).start.chosen).toEqual({ tau: 0.2 });
  });

  it("is called what the job says, and without a word from it by the job's name", () => {
    const mine = run({ job: 'mine', dataSet: 'My birds' });
    const titles = groupRuns([mine, run({ job: 'constructor' })]).map(({ title }) => title);
    expect(titles).toEqual(['My birds', 'constructor']);
  });

  it('keeps runs that were measured on validation images apart, and says so, with their own groups', () => {
    const bounds = { many: 40, few: 4 };
    const [tested, validated] = groupRuns([run({}), run({ selection: 'validation', bounds })]);
    expect([tested!.measured, validated!.measured]).toEqual(['Test', 'Validation']);
    expect(groupStretches(tested!).map(({ group }) => group)).toEqual(['many', 'medium', 'few']);
    expect(groupStretches(validated!).map(({ group }) => group)).toEqual(['many', 'medium']);
    for (const { text } of [groupTable(validated!), runTable(validated!)]) {
      expect(text).toMatch(/validation accuracy/i);
      expect(text).not.toMatch(/test accuracy/i);
    }
    expect(seriesAccuracy(validated!.series[0]!, 'test', 'many')?.mean).not.toBe(
      seriesAccuracy(validated!.series[0]!, 'best', 'many')?.mean,
    );
    const moments = (text: string) =>
      [...text.matchAll(/class="moment">([^<]+)/g)].map(([, moment]) => moment);
    expect(moments(groupTable(validated!).text)).toEqual(['last', 'best', 'test', 'test, last']);
    expect(moments(groupTable(tested!).text)).toEqual(['last', 'best']);
    expect(groupTable(validated!).text).toContain('over 40 images');
    expect(groupTable(validated!).text).toContain('with the highest balanced accuracy');
    expect(groupTable(tested!).text).toMatch(/Test accuracy .*chosen in hindsight/s);
  });

  it('keeps runs on other class counts apart', () => {
    const dataSets = groupRuns([run({}), run({ samplesPerClass: [300, 50, 5] }), run({ job: 'digits' })]);
    expect(dataSets).toHaveLength(3);
  });

  it('keeps runs on other test or validation images apart', () => {
    const [small, large] = [{ testPerClass: [10, 10, 10] }, { testPerClass: [100, 100, 100] }];
    const sizes = (...choices: RunChoices[]) =>
      groupRuns(choices.map(run)).map(({ series }) => series.reduce((sum, { runs }) => sum + runs.length, 0));
    const ce = { method: 'ce' };
    expect(sizes(small, { ...ce, ...small })).toEqual([2]);
    expect(sizes(small, { ...ce, ...large })).toEqual([1, 1]);
    const validated: RunChoices = { ...small, selection: 'validation', validationPerClass: [5, 5, 5] };
    expect(sizes(validated, { ...ce, ...validated, validationPerClass: [9, 9, 9] })).toEqual([1, 1]);
    // An older log does not say it: it goes with the others only where it is clear with which.
    expect(sizes(small, ce)).toEqual([2]);
    expect(sizes(small, { ...ce, ...large }, { method: 'bib' })).toEqual([1, 1, 1]);
  });

  it('orders classes by frequency, equal ones as they come, and knows where each group lies', () => {
    const [dataSet] = groupRuns([run({ samplesPerClass: [4, 300, 300], perClass: [[0.1, 0.2, 0.3]] })]);
    expect(dataSet!.order).toEqual([1, 2, 0]);
    expect(classAccuracies(dataSet!, dataSet!.series[0]!)).toEqual([0.2, 0.3, 0.1]);
    expect(groupStretches(dataSet!)).toEqual([
      { group: 'many', start: 0, end: 2 },
      { group: 'few', start: 2, end: 3 },
    ]);
  });
});

describe('classes without training images', () => {
  const unseenColumn = />unseen</;
  const tables = (choices: RunChoices) => {
    const [dataSet] = groupRuns([run(choices)]);
    return groupTable(dataSet!).text + runTable(dataSet!).text;
  };

  it('are a group of their own, the last on the axis', () => {
    const [dataSet] = groupRuns([run({ samplesPerClass: [0, 300, 4], unseen: 0.5 })]);
    expect(groupStretches(dataSet!).map(({ group }) => group)).toEqual(['many', 'few', 'unseen']);
    expect(seriesAccuracy(dataSet!.series[0]!, 'last', 'unseen')?.mean).toBe(0.5);
  });

  it('have a column in the tables, which is not there where no class is unseen', () => {
    expect(tables({ samplesPerClass: [300, 4, 0], unseen: 0.5 })).toMatch(unseenColumn);
    for (const choices of [{}, { unseen: null }]) expect(tables(choices)).not.toMatch(unseenColumn);
  });
});

describe('titles', () => {
  it('are those of the registry of methods, own keys only; other names stay', () => {
    const names = ['mbib', 'mine', 'constructor', 'toString'];
    expect(names.map((name) => methodTitle(name, methods))).toEqual(['MBIB', ...names.slice(1)]);
    expect(names.map((name) => methodRank(name, methods))).toEqual([
      methodNames.indexOf('mbib'),
      ...names.slice(1).map(() => methodNames.length),
    ]);
    const options = ['beta', 'gamma', 'm', 'batchSize', 'constructor'];
    expect(options.map((name) => optionTitle(name, methods))).toEqual(['β', 'γ', ...options.slice(2)]);
  });
});

describe('seriesAccuracy', () => {
  it('is the mean and sample standard deviation over the runs', () => {
    const runs = [0.5, 0.75].map((few, seed) => run({ options: { seed }, perClass: [[1, 1, few]] }));
    const accuracy = seriesAccuracy(groupRuns(runs)[0]!.series[0]!, 'last', 'few')!;
    expect(accuracy.mean).toBe(0.625);
    expect(accuracy.sd).toBeCloseTo(0.25 / Math.SQRT2, 12);
  });

  it('is null while one of the runs has no epoch, and for a group without classes', () => {
    const runs = [run({}), run({ options: { seed: 1 }, perClass: [], epochs: 2, finished: false })];
    expect(seriesAccuracy(groupRuns(runs)[0]!.series[0]!, 'last', 'all')).toBeNull();
    const even = groupRuns([run({ samplesPerClass: [50, 50, 50] })])[0]!.series[0]!;
    expect(seriesAccuracy(even, 'best', 'many')).toBeNull();
  });
});

describe('seriesColours', () => {
  it('gives each of 24 series a colour that style.css has, in the light and in the dark', async () => {
    const colours = seriesColours(methodNames.slice(0, SERIES_COLOURS), methods);
    const again = seriesColours(
      Array.from({ length: SERIES_COLOURS }, () => 'lade'),
      methods,
    );
    for (const names of [colours, again]) expect(new Set(names).size).toBe(24);
    const themes = await themeColours();
    for (const theme of themes) {
      for (const colour of colours) expect(theme.has(colour.slice('var('.length, -1))).toBe(true);
    }
  });

  it('has in the dark colours of a clear contrast, from the tenth on of about the hue that the light has', async () => {
    const [light, dark] = await themeColours();
    const paper = linear(dark!.get('--paper')!);
    for (let i = 0; i < SERIES_COLOURS; i++) {
      const [onLight, onDark] = [light!, dark!].map((theme) => linear(theme.get(`--series-${i}`)!));
      expect(contrast(onDark!, paper)).toBeGreaterThan(4.4);
      const turn = Math.abs(hue(onLight!) - hue(onDark!));
      if (i > 8) expect(Math.min(turn, 360 - turn)).toBeLessThan(30);
    }
  });

  it('has no two colours alike, and none hard to see on the page', async () => {
    for (const theme of await themeColours()) {
      const paper = linear(theme.get('--paper')!);
      const of = Array.from({ length: SERIES_COLOURS }, (_, i) => linear(theme.get(`--series-${i}`)!));
      for (const [i, colour] of of.entries()) {
        expect(contrast(colour, paper)).toBeGreaterThan(3);
        // 0.02 is a difference that people just see.
        for (const other of of.slice(0, i)) expect(distance(colour, other)).toBeGreaterThan(0.06);
      }
    }
  });
});

/** The colours of style.css by their names, in the light and in the dark. */
async function themeColours(): Promise<Map<string, string>[]> {
  const css = await readFile(new URL('../../../src/jobs/report/style.css', import.meta.url), 'utf8');
  const blocks = css.split('@media screen and').slice(0, 2);
  return blocks.map(
    (block) =>
      new Map(Array.from(block.matchAll(/(--[\w-]+): (#\w{6});/g), ([, name, hex]) => [name!, hex!])),
  );
}

function linear(hex: string): number[] {
  const parts = [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255);
  return parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
}

/** The contrast of WCAG 2. */
function contrast(a: number[], b: number[]): number {
  const luminance = ([red, green, blue]: number[]) => 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

/** Lightness and the two colour axes of Oklab. */
function lab(rgb: number[]): number[] {
  return times(TO_LAB, times(TO_CONES, rgb).map(Math.cbrt));
}

/** The distance in the colour space Oklab. */
function distance(a: number[], b: number[]): number {
  const [x, y] = [lab(a), lab(b)];
  return Math.hypot(...x.map((value, i) => value - y[i]!));
}

/** The hue in degrees. */
function hue(rgb: number[]): number {
  const [, green, blue] = lab(rgb);
  return (Math.atan2(blue!, green!) * 180) / Math.PI;
}

const TO_CONES = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const TO_LAB = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];

function times(matrix: number[][], vector: number[]): number[] {
  return matrix.map((row) => row.reduce((sum, value, i) => sum + value * vector[i]!, 0));
}
