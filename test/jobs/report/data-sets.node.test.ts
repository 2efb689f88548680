import { describe, expect, it } from 'vitest';
import { parseRunLog } from '../../../src/jobs/log/parse-run-log';
import type { RunLog } from '../../../src/jobs/log/run-log';
import { methodNames, methods } from '../../../src/jobs/nets/methods';
import {
  classAccuracies,
  groupRuns as groupRunsOf,
  groupStretches,
  seriesAccuracy,
} from '../../../src/jobs/report/data-sets';
import { methodRank, methodTitle, optionTitle } from '../../../src/jobs/report/method-title';
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

  it('names the option that tells two series of a method apart, and colours them differently', () => {
    const [dataSet] = groupRuns([run({ options: { beta: 1 } }), run({ options: { beta: 5 } })]);
    expect(dataSet!.series.map(({ label }) => label)).toEqual(['MBIB, β 1', 'MBIB, β 5']);
    expect(new Set(dataSet!.series.map(({ colour }) => colour)).size).toBe(2);
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
