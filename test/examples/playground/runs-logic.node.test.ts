import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { networkShape } from '../../../examples/playground/src/network/network-shape';
import { groupFigures, meanText } from '../../../examples/playground/src/runs/group-figures';
import type { LinkedSettings } from '../../../examples/playground/src/runs/link/linked-settings';
import { hashOf, readHash } from '../../../examples/playground/src/runs/link/permalink';
import { runsCsv } from '../../../examples/playground/src/runs/share/runs-csv';
import { runsJson } from '../../../examples/playground/src/runs/share/runs-json';
import { groupTitle } from '../../../examples/playground/src/state/group-title';
import type { Run } from '../../../examples/playground/src/state/run';
import { groupsOfRuns, type RunGroup } from '../../../examples/playground/src/state/run-group';
import { settingsOf } from '../../../examples/playground/src/state/settings-of';
import { settings } from '../../../examples/playground/src/state/store';
import { largestUint32 } from '../../../src/jobs/data/uint32';
import { lossOptionsOf, type MethodName, methodNames } from '../../../src/jobs/nets/methods';

const next = settings.value;

/** A run of one epoch whose classes are right with these shares. */
function runOf(method: MethodName, seed: number, perClass: (number | null)[], given: object = {}): Run {
  const all = perClass.reduce<number>((sum, each) => sum + (each ?? 0), 0) / perClass.length;
  const accuracy = { all, many: null, medium: all, few: perClass[1] ?? null };
  const start = { type: 'start', format: 1, time: '2026-01-01', job: 'digits', method, options: {} };
  const epoch = { type: 'epoch', epoch: 1, time: '2026-01-01', seconds: 2, accuracy, perClass };
  const log = {
    name: method,
    start: { ...start, versions: { mbib: '9.9.9' } },
    epochs: [epoch],
    resumes: 0,
    end: null,
  };
  return {
    id: `${method}-${seed}`,
    created: `2026-01-0${seed + 1}`,
    settings: { ...settingsOf(method, seed, next), ...given },
    dataId: 'data',
    log: log as unknown as NonNullable<Run['log']>,
    steps: [],
    done: 1,
    status: 'finished',
  };
}

describe('a link', () => {
  const methods = fc
    .uniqueArray(fc.constantFrom(...methodNames.filter((name) => name !== 'dive')), {
      minLength: 1,
      maxLength: 2,
    })
    .map(([first, second]) => [first!, second] as const);
  const linked: fc.Arbitrary<LinkedSettings> = fc.record({
    data: fc.constantFrom('digits', 'own'),
    methods,
    seeds: fc.integer({ min: 1, max: 20 }),
    settings: fc.record({
      epochs: fc.integer({ min: 1, max: 200 }),
      passes: fc.integer({ min: 1, max: 100 }),
      seed: fc.integer({ min: 0, max: largestUint32 }),
      imbalanceFactor: fc.double({ min: 1, max: 100, noNaN: true }),
      backend: fc.constantFrom('wasm', 'webgpu', 'webgl', 'cpu'),
      from: fc.constantFrom('scratch', 'features'),
      // A weight is 0, or one that float32 holds with all its digits.
      beta: fc.double({ min: 0, max: 1e6, noNaN: true }).map((beta) => (beta < 1.2e-38 ? 0 : beta)),
      gamma: fc.double({ min: -5, max: 5, noNaN: true }),
    }),
  }) as never;

  test('sets what it was made from', () => {
    fc.assert(
      fc.property(linked, (made) => {
        const read: ReadonlySet<string> = new Set(
          made.methods.flatMap((name) => (name ? lossOptionsOf[name] : [])),
        );
        const { beta, gamma, ...others } = made.settings;
        const options = { ...(read.has('beta') && { beta }), ...(read.has('gamma') && { gamma }) };
        const from = made.data === 'own' ? made.settings.from : 'scratch';
        const complete = { ...made, settings: { ...next, ...others, ...options, from } };
        // JSON has no −0, and no training tells it from 0.
        expect(JSON.parse(JSON.stringify(readHash(hashOf(complete))))).toEqual({
          linked: JSON.parse(JSON.stringify(complete)),
        });
      }),
      { numRuns: 200 },
    );
  });

  test('that leaves settings out has their defaults, and one to a place on the page sets nothing', () => {
    expect(readHash('#methods=mbib&beta=2')).toEqual({
      linked: { data: 'digits', methods: ['mbib', undefined], seeds: 1, settings: { ...next, beta: 2 } },
    });
    const own = readHash('#methods=ce&data=own');
    expect(own).toMatchObject({ linked: { data: 'own', settings: { from: 'features' } } });
    expect(readHash('#runs')).toBeUndefined();
    expect(readHash('')).toBeUndefined();
  });

  test.each([
    ['#methods=resnet', /methods must be one of ce, .*got 'resnet'/],
    ['#methods=ce,ce', /one method or two different ones/],
    ['#methods=ce&epochs=1e9', /epochs must be a whole number from 1 to 200, got '1e9'/],
    ['#methods=ce&epochs=', /epochs must be a whole number/],
    ['#methods=mbib&beta=Infinity', /β must be/],
    ['#methods=ce&backend=cuda', /backend must be one of/],
    ['#methods=ce&from=features', /from must be one of scratch, got 'features'/],
    ['#methods=ce&lr=1', /a setting 'lr', which there is not/],
    ['#methods=ce&seed=1&seed=2', /sets seed twice/],
  ])('%s is refused, and says why', (hash, message) => {
    expect(readHash(hash)).toEqual({ problem: expect.stringMatching(message) });
  });
});

describe('a group of runs', () => {
  const [one, five] = groupsOfRuns([
    runOf('mbib', 1, [0.5, 0.7]),
    runOf('mbib', 0, [0.6, 0.8]),
    runOf('mbib', 0, [0.9, 0.9], { beta: 5 }),
  ]);

  test('has the mean and the standard deviation of its seeds', () => {
    // Balanced accuracies 0.7 and 0.6: the mean is 0.65, the deviation √(2 · 0.05²) = 0.0707.
    expect(meanText(groupFigures(one!).balanced)).toBe('65.0 ± 7.1');
    expect(meanText(groupFigures(five!).few)).toBe('90.0');
  });

  test('is called by the settings in which it differs, or as the user has called it', () => {
    const titleIn = (all: RunGroup[], group: RunGroup) => groupTitle(group, all, (id) => `pictures ${id}`);
    expect([one!, five!].map((group) => titleIn([one!, five!], group))).toEqual(['MBIB, β 1', 'MBIB, β 5']);
    expect(titleIn([one!], one!)).toBe('MBIB');
    const named = { ...one!, runs: one!.runs.map((run) => ({ ...run, name: 'mine' })) };
    expect(titleIn([named, five!], named)).toBe('mine');
    const elsewhere = { ...one!, id: 'other', dataId: 'other' };
    expect(titleIn([one!, elsewhere], elsewhere)).toBe('MBIB, pictures other');
  });
});

test('CSV has a line a run, and quotes what would break it', () => {
  const shared = [
    { run: runOf('ce', 0, [1, null, 0.5]), label: 'CE, "first"', data: undefined },
    { run: runOf('mbib', 3, [0.25, 0.5, 0.75]), label: 'MBIB', data: undefined },
  ];
  const [head, ce, mbib, end] = runsCsv(shared).split('\r\n');
  const columns = head!.split(',');
  expect(end).toBe('');
  expect(ce).toMatch(/^"CE, ""first""",Cross entropy,,0,finished,/);
  const cells = mbib!.split(',');
  const cellOf = (name: string) => cells[columns.indexOf(name)];
  expect(cells).toHaveLength(columns.length);
  expect([cellOf('beta'), cellOf('balanced'), cellOf('many'), cellOf('mbib')]).toEqual([
    '1',
    '0.5',
    '',
    '9.9.9',
  ]);
  const { runs } = JSON.parse(runsJson(shared));
  expect(runs[0]).toMatchObject({
    name: 'CE, "first"',
    figures: { balanced: 0.75 },
    settings: { method: 'ce' },
  });
});

test.each([
  ['=HYPERLINK("http://a.example")', '"\'=HYPERLINK(""http://a.example"")"'],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  [' =1', "' =1"],
  ['\t=1', "'\t=1"],
  ['MBIB, β -1', '"MBIB, β -1"'],
])('CSV keeps a spreadsheet from running the name %j', (label, cell) => {
  const run = runOf('mbib', 0, [1, 0.5], { gamma: -2 });
  const [, line] = runsCsv([{ run, label, data: undefined }]).split('\r\n');
  expect(line!.startsWith(`${cell},MBIB,`)).toBe(true);
  // Numbers stay numbers, also those below 0.
  expect(line).toContain(',-2,');
});

test('the picture of a network has the heads and distillations of its method', () => {
  const options = { ...next, beta: 2, a: 0.1, b: 0.5 };
  const said = (method: MethodName) =>
    networkShape(method, options).arrows.map(({ from, to, strength }) => `${from}→${to} ${strength}`);
  expect(said('mbib')).toEqual(['v1→z 0.2', 'v2→z 1', 'v3→z 2']);
  expect(said('se-mbib')).toEqual(['v1→v2 0.2', 'v2→v3 1', 'v3→z 2']);
  expect(said('all-mbib')).toHaveLength(6);
  expect(said('bib')).toEqual(['v→z 2']);
  expect(said('ce')).toEqual([]);
  expect(networkShape('ce', options)).toMatchObject({ z: false, taps: [{ name: 'v', stage: 3 }] });
  expect(networkShape('sade', options).experts).toBe(3);
});
