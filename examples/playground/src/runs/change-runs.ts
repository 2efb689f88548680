import { batch } from '@preact/signals';
import { setProblem } from '../state/problems';
import type { Run } from '../state/run';
import type { RunGroup } from '../state/run-group';
import { chosen, runs } from '../state/store';

/** Removes the runs of a group. Those that train are ended. */
export function removeGroup({ id, runs: members, repeated }: RunGroup): void {
  removeRuns([...members, ...repeated].map((run) => run.id));
  const [first, second] = chosen.value.filter((each) => each !== id);
  chosen.value = [first, second];
}

/** Removes runs. Those that train are ended. */
export function removeRuns(ids: readonly string[]): void {
  batch(() => {
    runs.value = runs.value.filter(({ id }) => !ids.includes(id));
    for (const id of ids) setProblem(`run:${id}`, undefined);
  });
}

/** Gives a group another name; an empty one gives it that of its settings again. */
export function renameGroup(group: RunGroup, name: string): void {
  const trimmed = name.trim();
  change(group, ({ name: _, ...run }) => (trimmed === '' ? run : { ...run, name: trimmed }));
}

/** Frees the classifiers of a group; its figures stay. */
export function freeGroup(group: RunGroup): void {
  change(group, ({ classifier: _, ...run }) => run);
}

function change({ runs: members, repeated }: RunGroup, changed: (run: Run) => Run): void {
  const ids = new Set([...members, ...repeated].map(({ id }) => id));
  runs.value = runs.value.map((run) => (ids.has(run.id) ? changed(run) : run));
}

/** Puts a group on the stage, or takes it off. The stage has room for two: a third takes the place of the one that was there first. */
export function toggleOnStage(id: string): void {
  const shown = chosen.value.filter((each) => each !== undefined);
  const next = shown.includes(id) ? shown.filter((each) => each !== id) : [...shown, id].slice(-2);
  chosen.value = [next[0], next[1]];
}
