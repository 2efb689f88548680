import { batch } from '@preact/signals';
import { problems, setProblem } from '../state/problems';
import { groupIdOf } from '../state/run-group';
import {
  chosen,
  data,
  dataKind,
  dataSets,
  methodsToTrain,
  putRuns,
  runs,
  seedCount,
  settings,
} from '../state/store';
import { missingRuns, newRun, runsOfTraining } from './next-runs';
import { scene } from './scene';
import { optionsRead } from './settings/options-read';

const TRAINING_FIELDS = ['epochs', 'seeds', 'seed', 'passes'];

/**
 * Asks for a run of each method and seed, or shows beside its cause why it cannot. No run is replaced: those that are finished or under way
 * already are put on the stage, and only the others train.
 */
export function startTraining(): void {
  const [first, second] = methodsToTrain.value;
  const wrong = [...optionsRead([first, second]), ...TRAINING_FIELDS].find((name) => problems.value[name]);
  if (wrong) {
    document.querySelector<HTMLElement>(`[name="${wrong}"]`)?.focus();
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
  const asked = runsOfTraining({
    methods: [first, second],
    seeds: seedCount.value,
    settings: settings.value,
    dataId: chosenData.id,
  });
  batch(() => {
    dataSets.value = new Map([...dataSets.value, [chosenData.id, chosenData]]);
    putRuns(...missingRuns(asked, runs.value).map(newRun));
    const [firstGroup, secondGroup] = new Set(asked.map(groupIdOf));
    chosen.value = [firstGroup, secondGroup];
    scene.value = 'training';
  });
}
