import { computed, signal } from '@preact/signals';
import {
  defaultLossOptions,
  digitsDefaults,
  digitsImbalanceFactor,
  digitsPasses,
  type MethodName,
} from 'mbib/jobs';
import type { PlaygroundData } from './playground-data';
import type { Run } from './run';
import { groupsOfRuns, type RunGroup } from './run-group';
import type { NextSettings } from './run-settings';

/** What the next training uses. The defaults are those of `npm run demo`. */
export const settings = signal<NextSettings>({
  ...defaultLossOptions('mbib'),
  beta: digitsDefaults.beta,
  seed: digitsDefaults.seed,
  epochs: digitsDefaults.epochs,
  passes: digitsPasses,
  imbalanceFactor: digitsImbalanceFactor,
  backend: 'wasm',
  from: 'scratch',
});

/** Changes some of the settings. */
export function set(changed: Partial<NextSettings>): void {
  settings.value = { ...settings.value, ...changed };
}

/** The methods that the next training trains: one, or two side by side. */
export const methodsToTrain = signal<readonly [MethodName, MethodName | undefined]>(['ce', 'mbib']);

/** How many seeds the next training trains of each method, beginning with that of the settings. */
export const seedCount = signal(1);

/** Whether the next training is on the digits or on pictures of one's own. */
export const dataKind = signal<'digits' | 'own'>('digits');

/** What the next training trains on. Undefined until it is loaded or chosen. The room `data` keeps it up to date. */
export const data = signal<PlaygroundData | undefined>(undefined);

/** The data of every run that there is, by its id, that of `data` included. */
export const dataSets = signal<ReadonlyMap<string, PlaygroundData>>(new Map());

/** Every run, the earliest first. */
export const runs = signal<readonly Run[]>([]);

/** Adds runs, or replaces those of the same id. */
export function putRuns(...changed: readonly Run[]): void {
  const byId = new Map(runs.value.map((run) => [run.id, run]));
  for (const run of changed) byId.set(run.id, run);
  runs.value = [...byId.values()];
}

/** Changes a run. One that was removed stays removed. */
export function changeRun(id: string, change: (run: Run) => Run): void {
  runs.value = runs.value.map((run) => (run.id === id ? change(run) : run));
}

/** The runs, grouped by all but the seed. */
export const groups = computed<readonly RunGroup[]>(() => groupsOfRuns(runs.value));

/** The ids of the one or two groups that the stage shows and compares. */
export const chosen = signal<readonly [string | undefined, string | undefined]>([undefined, undefined]);

/** The one or two groups that the stage shows, without those that were removed. */
export const chosenGroups = computed<readonly RunGroup[]>(() =>
  chosen.value.flatMap((id) => groups.value.filter((group) => group.id === id)),
);

/** The data of the chosen groups: that of the first. Undefined where none is chosen. */
export const chosenData = computed(() => dataSets.value.get(chosenGroups.value[0]?.dataId ?? ''));
