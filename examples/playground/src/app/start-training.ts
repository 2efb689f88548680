import { batch } from '@preact/signals';
import type { MethodName } from 'mbib/jobs';
import { problems, setProblem } from '../state/problems';
import type { Run } from '../state/run';
import { groupIdOf } from '../state/run-group';
import { settingsOf } from '../state/settings-of';
import { chosen, data, dataKind, dataSets, methodsToTrain, runs, seedCount, settings } from '../state/store';
import { scene } from './scene';
import { focusField } from './settings/focus-field';
import { optionsRead } from './settings/options-read';

const TRAINING_FIELDS = ['epochs', 'seeds', 'seed', 'passes', 'imbalanceFactor'];

/** Asks for a run of each method and seed, or shows beside its cause why it cannot. A run with the same settings and data is replaced. */
export function startTraining(): void {
  const [first, second] = methodsToTrain.value;
  const wrong = [...optionsRead([first, second]), ...TRAINING_FIELDS].find((name) => problems.value[name]);
  if (wrong) {
    focusField(wrong);
    return;
  }
  if (first === second) {
    setProblem('methods', 'First and Second are the same method: choose another, or none.');
    return;
  }
  const own = dataKind.value === 'own';
  const chosenData = data.value?.kind === dataKind.value ? data.value : undefined;
  if (!chosenData) {
    setProblem(
      'data',
      own ? 'There are no pictures yet: choose or drop some first.' : 'The digits are still being loaded.',
    );
    scene.value = 'data';
    return;
  }
  setProblem('data', undefined);
  const asked = [first, second].map((method) => (method ? runsOf(method, chosenData.id) : []));
  batch(() => {
    dataSets.value = new Map([...dataSets.value, [chosenData.id, chosenData]]);
    // Seed by seed, so that the methods can be compared from the first seed on.
    const all = Array.from({ length: seedCount.value }, (_, i) =>
      asked.flatMap((ofOne) => ofOne[i] ?? []),
    ).flat();
    const replaced = new Set(all.map(keyOf));
    runs.value = [...runs.value.filter((run) => !replaced.has(keyOf(run))), ...all];
    const [firstRun, secondRun] = asked.map(([run]) => run && groupIdOf(run));
    chosen.value = [firstRun, secondRun];
    scene.value = 'training';
  });
}

/** Asks for a run again that has failed. */
export function startAgain({ id, created, settings: again, dataId }: Run): void {
  runs.value = runs.value.map((run) =>
    run.id === id ? { id, created, settings: again, dataId, steps: [], done: 0, status: 'waiting' } : run,
  );
}

function runsOf(method: MethodName, dataId: string): Run[] {
  return Array.from({ length: seedCount.value }, (_, i) => ({
    id: crypto.randomUUID(),
    created: new Date().toISOString(),
    settings: settingsOf(method, settings.value.seed + i, settings.value),
    dataId,
    steps: [],
    done: 0,
    status: 'waiting',
  }));
}

const keyOf = (run: Run) => `${groupIdOf(run)} ${run.settings.seed}`;
