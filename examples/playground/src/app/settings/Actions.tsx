import { isOwnData } from '../../state/is-own-data';
import {
  chosenGroups,
  data,
  dataKind,
  dataSets,
  methodsToTrain,
  runs,
  seedCount,
  settings,
} from '../../state/store';
import { continueAll, pauseAll, stopAll } from '../../worker/pool';
import { missingRuns, runsOfTraining } from '../next-runs';
import { startTraining } from '../start-training';
import { changes } from './changes';

/** Train, pause and stop, and whether the settings above are those of the runs on the stage. */
export function Actions() {
  const active = runs.value.filter(({ status }) => ['waiting', 'training', 'paused'].includes(status));
  const paused = active.some(({ status }) => status === 'paused');
  return (
    <div class="actions">
      <NextOrNow />
      <div class="buttons">
        <button type="button" id="start" class="primary" onClick={startTraining}>
          {trainLabel()}
        </button>
        <button
          type="button"
          id="pause"
          aria-disabled={active.length === 0}
          onClick={() => active.length > 0 && (paused ? continueAll() : pauseAll())}
        >
          {paused ? 'Continue' : 'Pause'}
        </button>
        <button
          type="button"
          id="stop"
          aria-disabled={active.length === 0}
          onClick={() => active.length > 0 && stopAll()}
        >
          Stop
        </button>
      </div>
    </div>
  );
}

function trainLabel(): string {
  const count = methodsToTrain.value.filter((method) => method !== undefined).length * seedCount.value;
  if (count === 1) return 'Train';
  return count === 2 && seedCount.value === 1 ? 'Train both' : `Train ${count} runs`;
}

/** Says which settings are not those of the runs that the stage shows. Its place is kept, so that nothing moves. */
function NextOrNow() {
  const text = nextOrNow();
  return (
    <p class="next-or-now" title={text}>
      {text}
    </p>
  );
}

function nextOrNow(): string {
  const kind = dataKind.value;
  const next = {
    methods: methodsToTrain.value,
    seeds: seedCount.value,
    settings: settings.value,
    dataId: data.value?.kind === kind ? data.value.id : `${kind}-`,
  };
  if (chosenGroups.value.length === 0) return 'Settings of the next training.';
  const titleOf = (id: string) =>
    dataSets.value.get(id)?.title ??
    (id === data.value?.id ? data.value.title : isOwnData(id) ? 'My pictures' : 'Handwritten digits');
  const changed = changes(chosenGroups.value, next, titleOf);
  const missing = missingRuns(runsOfTraining(next), runs.value);
  if (changed.length === 0) {
    const again = missing.length === 0 ? ' To train them again, remove them first.' : '';
    return `As in the runs on the stage.${again}`;
  }
  const list = changed.map(({ title, next: then, now }) => `${title} ${then} (stage: ${now})`).join(', ');
  return `${missing.length === 0 ? 'There already' : 'For the next training'}: ${list}.`;
}
