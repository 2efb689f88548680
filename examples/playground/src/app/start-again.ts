import { batch } from '@preact/signals';
import { lossOptionsOf } from 'mbib/jobs';
import type { Run } from '../state/run';
import { groupIdOf, type RunGroup } from '../state/run-group';
import { chosen, putRuns, runs, set, settings } from '../state/store';
import { missingRuns, newRun } from './next-runs';

/** What can be done about a run that has failed. */
export interface Remedy {
  /** What the button says. */
  title: string;
  apply: () => void;
}

/**
 * How a failed run is started again. The same settings would diverge again, so one that has diverged gets a smaller β, that of the column
 * where it is smaller, or another seed where its method has no β. The failed runs stay in the list, the new ones take their place on the stage.
 */
export function remedyFor(group: RunGroup, failed: Run): Remedy {
  if (!failed.diverged) return { title: 'Start again', apply: () => putRuns(startedAgain(failed)) };
  if (!lossOptionsOf[group.settings.method].includes('beta')) {
    const seed = Math.max(...group.runs.map((run) => run.settings.seed)) + 1;
    return { title: `Start with seed ${seed}`, apply: () => replace(failed, { ...failed.settings, seed }) };
  }
  const beta = smallerBeta(group.settings.beta);
  return { title: `Start again with β ${beta}`, apply: () => startWithBeta(group, beta) };
}

function startedAgain({ id, name, created, settings: again, dataId }: Run): Run {
  const run: Run = { id, created, settings: again, dataId, steps: [], done: 0, status: 'waiting' };
  return name === undefined ? run : { ...run, name };
}

/** A run with other settings in the place of one that cannot go on. */
function replace(failed: Run, changed: Run['settings']): void {
  runs.value = runs.value.map((run) =>
    run.id === failed.id ? { ...startedAgain(failed), settings: changed } : run,
  );
}

/** That of the column where it is smaller, or else half; 1 is the paper's, and what is far above it comes down to it at once. */
function smallerBeta(failed: number): number {
  const { beta } = settings.value;
  if (beta < failed) return beta;
  return failed > 2 ? 1 : Number((failed / 2).toPrecision(2));
}

function startWithBeta(group: RunGroup, beta: number): void {
  const asked = group.runs.map((run) => ({ settings: { ...run.settings, beta }, dataId: run.dataId }));
  batch(() => {
    set({ beta });
    putRuns(...missingRuns(asked, runs.value).map(newRun));
    const [first, second] = chosen.value;
    const next = groupIdOf(asked[0]!);
    const [one, other] = new Set([first, second].map((id) => (id === group.id ? next : id)));
    chosen.value = [one, other];
  });
}
