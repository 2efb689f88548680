import { useId } from 'preact/hooks';
import { Term } from '../../parts/Term';
import type { BackendName } from '../../state/backend-names';
import { seedCount, set, settings } from '../../state/store';
import { trainingBounds } from '../../state/training-bounds';
import { backends } from '../backends';
import { NumberField } from './NumberField';
import { wholeNumber } from './whole-number';

const checkOf = (name: keyof typeof trainingBounds, title: string) =>
  wholeNumber(title, trainingBounds[name].least, trainingBounds[name].most);

const epochs = checkOf('epochs', 'Epochs');
const seeds = checkOf('seeds', 'Seeds');
const seed = checkOf('seed', 'First seed');
const passes = checkOf('passes', 'Passes');

/** How long, how often and on what the next training trains. */
export function LengthFields() {
  const { value } = settings;
  return (
    <fieldset>
      <legend class="hidden">Length</legend>
      <div class="fields">
        <NumberField
          name="epochs"
          label="Epochs"
          means="How long the training is: after each epoch the test images are asked. On the digits an epoch goes ten times through the training images."
          step={1}
          min={1}
          value={value.epochs}
          check={epochs}
          onValue={(next) => set({ epochs: next })}
        />
        <NumberField
          name="seeds"
          label="Seeds"
          means="How many networks are trained of each method, each from other random numbers. Several show how much of a difference is luck."
          step={1}
          min={1}
          value={seedCount.value}
          check={seeds}
          onValue={(next) => {
            seedCount.value = next;
          }}
        />
      </div>
      <details class="advanced">
        <summary>Advanced</summary>
        <div class="fields">
          <NumberField
            name="seed"
            label="First seed"
            means="The number that everything random of the first network follows from; the same seed gives the same result again."
            step={1}
            min={0}
            value={value.seed}
            check={seed}
            onValue={(next) => set({ seed: next })}
          />
          <NumberField
            name="passes"
            label="Passes"
            means="How often an epoch goes through the training images."
            step={1}
            min={1}
            value={value.passes}
            check={passes}
            onValue={(next) => set({ passes: next })}
          />
        </div>
        <BackendSelect />
      </details>
    </fieldset>
  );
}

function BackendSelect() {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>
        <Term means="What computes: the processor (wasm, or slowly cpu) or the graphics card (webgpu, webgl). For networks as small as these wasm is the fastest.">
          Backend
        </Term>
      </label>
      <select
        id={id}
        name="backend"
        value={settings.value.backend}
        onChange={(event) => set({ backend: event.currentTarget.value as BackendName })}
      >
        {backends.value.map(({ name, label }) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}
