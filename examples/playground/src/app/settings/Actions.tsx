import { chosenGroups, methodsToTrain, runs, seedCount, settings } from '../../state/store';
import { continueAll, pauseAll, stopAll } from '../../worker/pool';
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
  const changed = changes(chosenGroups.value, settings.value);
  const text =
    chosenGroups.value.length === 0
      ? 'Settings of the next training.'
      : changed.length === 0
        ? 'As in the runs on the stage.'
        : `For the next training: ${changed.map(({ title, next, now }) => `${title} ${next} (stage: ${now})`).join(', ')}.`;
  return (
    <p class="next-or-now" title={text}>
      {text}
    </p>
  );
}
