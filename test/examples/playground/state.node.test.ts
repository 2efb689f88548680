import { expect, test } from 'vitest';
import { missingRuns, runsOfTraining } from '../../../examples/playground/src/app/next-runs';
import { changes } from '../../../examples/playground/src/app/settings/changes';
import { wholeNumber } from '../../../examples/playground/src/app/settings/whole-number';
import { remedyFor } from '../../../examples/playground/src/app/start-again';
import type { Run, StepLoss } from '../../../examples/playground/src/state/run';
import { groupIdOf, groupsOfRuns } from '../../../examples/playground/src/state/run-group';
import type { NextSettings } from '../../../examples/playground/src/state/run-settings';
import { settingsOf } from '../../../examples/playground/src/state/settings-of';
import { chosen, chosenGroups, runs, set, settings } from '../../../examples/playground/src/state/store';
import { StepLosses } from '../../../examples/playground/src/worker/step-losses';
import { defaultLossOptions } from '../../../src/jobs/nets/methods';

const next: NextSettings = {
  ...defaultLossOptions('mbib'),
  beta: 2,
  seed: 0,
  epochs: 3,
  passes: 10,
  imbalanceFactor: 50,
  backend: 'wasm',
  from: 'scratch',
};

const runWith = (method: 'ce' | 'mbib', seed: number, beta: number, dataId = 'digits'): Run => ({
  id: `${method} ${seed} ${beta} ${dataId}`,
  created: '2026-01-01T00:00:00.000Z',
  settings: settingsOf(method, seed, { ...next, beta }),
  dataId,
  steps: [],
  done: 0,
  status: 'waiting',
});

test('a run has the options that its method reads as they are set, and the others at their defaults', () => {
  expect(settingsOf('mbib', 4, next)).toMatchObject({ method: 'mbib', seed: 4, beta: 2 });
  expect(settingsOf('ce', 4, next).beta).toBe(defaultLossOptions('ce').beta);
  // Balanced softmax has an m of its own, which the field for MBIB's does not change.
  expect(settingsOf('bsce', 4, { ...next, m: 0.1 }).m).toBe(defaultLossOptions('bsce').m);
});

test('runs that differ in nothing but the seed are one group, in the order of their seeds', () => {
  const runs = [runWith('mbib', 1, 1), runWith('ce', 0, 1), runWith('mbib', 0, 1), runWith('mbib', 0, 5)];
  const groups = groupsOfRuns([...runs, runWith('mbib', 0, 1, 'other')]);
  expect(groups.map((group) => group.runs.map(({ id }) => id))).toEqual([
    ['mbib 0 1 digits', 'mbib 1 1 digits'],
    ['ce 0 1 digits'],
    ['mbib 0 5 digits'],
    ['mbib 0 1 other'],
  ]);
  // An option that the method does not read makes no other group.
  expect(groupIdOf(runWith('ce', 0, 1))).toBe(groupIdOf(runWith('ce', 3, 5)));
});

test('a seed counts once in a group: of several runs the one that has come furthest', () => {
  const again = (run: Run, id: string, status: Run['status'], done = 0): Run => ({
    ...run,
    id,
    status,
    done,
  });
  const run = runWith('mbib', 0, 1);
  const statuses = [
    again(run, 'failed', 'failed'),
    again(run, 'early', 'stopped', 3),
    again(run, 'late', 'stopped', 9),
    again(run, 'new', 'training', 1),
  ];
  const [group] = groupsOfRuns([...statuses, runWith('mbib', 1, 1)]);
  expect(group!.runs.map(({ id }) => id)).toEqual(['new', 'mbib 1 1 digits']);
  expect(group!.repeated.map(({ id }) => id)).toEqual(['late', 'early', 'failed']);
});

test('the imbalance of the digits, which the column has too, does not divide runs on pictures of one’s own', () => {
  const [run, other] = [50, 100].map((imbalanceFactor) => ({
    ...runWith('ce', imbalanceFactor, 1, 'own-1'),
    settings: settingsOf('ce', imbalanceFactor, { ...next, imbalanceFactor }),
  }));
  expect(groupIdOf(run!)).toBe(groupIdOf(other!));
});

test('a training asks for methods and seeds, seed by seed, and trains those that are not there yet', () => {
  const asked = runsOfTraining({ methods: ['ce', 'mbib'], seeds: 2, settings: next, dataId: 'digits' });
  const said = (runs: typeof asked) => runs.map(({ settings: { method, seed } }) => `${method} ${seed}`);
  expect(said(asked)).toEqual(['ce 0', 'mbib 0', 'ce 1', 'mbib 1']);
  const runs = [
    { ...runWith('ce', 0, 2), status: 'finished' as const },
    { ...runWith('mbib', 0, 2), status: 'stopped' as const },
    { ...runWith('ce', 1, 2), status: 'failed' as const },
    { ...runWith('mbib', 1, 2), status: 'training' as const },
  ];
  expect(said(missingRuns(asked, runs))).toEqual(['mbib 0', 'ce 1']);
  expect(missingRuns(asked, [runWith('mbib', 0, 5)])).toEqual(asked);
});

test('what the next training has otherwise than the runs on the stage is named once, by what people call it', () => {
  const groups = groupsOfRuns([runWith('ce', 0, 2), runWith('mbib', 0, 2)]);
  const training = { methods: ['ce', 'mbib'] as const, seeds: 1, settings: next, dataId: 'digits' };
  const said = (changed: object, settings: object = {}, on = groups) =>
    changes(on, { ...training, ...changed, settings: { ...next, ...settings } }, (id) => id).map(
      ({ title, next: then, now }) => `${title} ${then} (${now})`,
    );
  expect(said({})).toEqual([]);
  expect(said({}, { beta: 5, epochs: 7 })).toEqual(['β 5 (2)', 'Epochs 7 (3)']);
  expect(said({}, { seed: 9 })).toEqual(['Seed 9 (0)']);
  expect(said({ seeds: 3 })).toEqual(['Seed 0 to 2 (0)']);
  expect(said({ methods: ['bib', undefined] })).toEqual(['Method BIB (Cross entropy and MBIB)']);
  expect(said({ dataId: 'own-1' }, { from: 'features', imbalanceFactor: 9 })).toEqual([
    'Data own-1 (digits)',
    'Network pretrained (from scratch)',
  ]);
  const two = groupsOfRuns([runWith('mbib', 0, 1), runWith('mbib', 0, 5)]);
  expect(said({ methods: ['mbib', undefined] }, { beta: 5 }, two)).toEqual(['β 5 (1 and 5)']);
});

test('a run that has diverged starts again with what may not diverge; another that has failed as it was', () => {
  const failed = (method: 'ce' | 'mbib', beta: number, diverged: boolean): Run => ({
    ...runWith(method, 0, beta),
    status: 'failed',
    error: 'It failed.',
    diverged,
  });
  const start = (run: Run) => {
    runs.value = [run];
    const [group] = groupsOfRuns(runs.value);
    chosen.value = [group!.id, undefined];
    const { title, apply } = remedyFor(group!, run);
    apply();
    const on = chosenGroups.value.flatMap(({ runs: members }) => members);
    return [title, ...on.map(({ settings: { beta, seed }, status }) => `${beta} ${seed} ${status}`)];
  };
  set({ beta: 1e18 });
  expect(start(failed('mbib', 1e18, true))).toEqual(['Start again with β 1', '1 0 waiting']);
  expect(settings.value.beta).toBe(1);
  expect(runs.value.map(({ status }) => status)).toEqual(['failed', 'waiting']);
  set({ beta: 0.3 });
  expect(start(failed('mbib', 1, true))).toEqual(['Start again with β 0.3', '0.3 0 waiting']);
  expect(start(failed('mbib', 0.2, true))).toEqual(['Start again with β 0.1', '0.1 0 waiting']);
  expect(start(failed('mbib', 2, false))).toEqual(['Start again', '2 0 waiting']);
  expect(start(failed('ce', 1, true))[0]).toBe('Start with seed 1');
  expect(runs.value.map(({ settings: { seed }, status }) => [seed, status])).toEqual([[1, 'waiting']]);
  runs.value = [];
});

test.each([[1.5], [0], [201], [Number.NaN]])('%s epochs are refused', (value) => {
  expect(() => wholeNumber('Epochs', 1, 200)(value)).toThrow(
    /Epochs must be a whole number from 1 to 200, got/,
  );
});

test('losses by step are thinned to at most 400 points, each the mean of as many steps', () => {
  const sent: StepLoss[] = [];
  const losses = new StepLosses(1000, (steps) => sent.push(...steps));
  for (let step = 1; step <= 1000; step++) {
    losses.add(step);
    losses.tell(step);
  }
  losses.flush(1000);
  expect(sent).toHaveLength(333);
  expect(sent.slice(0, 2)).toEqual([
    { step: 3, loss: 2 },
    { step: 6, loss: 5 },
  ]);
});
