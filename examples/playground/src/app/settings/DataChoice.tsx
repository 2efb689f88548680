import { useId } from 'preact/hooks';
import { chooseData } from '../../data/choose-data';
import { Problem } from '../../parts/Problem';
import { Term } from '../../parts/Term';
import { dataKind, set, settings } from '../../state/store';
import { scene } from '../scene';

/** The imbalance factors of the slider: about as far apart in what they do. */
const FACTORS = [1, 1.5, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 35, 40, 50, 60, 70, 80, 100];

/** On what the next training trains. */
export function DataChoice() {
  const choose = (kind: 'digits' | 'own') => {
    chooseData(kind);
    scene.value = 'data';
  };
  const choice = (kind: 'digits' | 'own', text: string) => (
    <label>
      <input
        type="radio"
        name="data"
        value={kind}
        checked={dataKind.value === kind}
        onChange={() => choose(kind)}
      />
      {text}
    </label>
  );
  return (
    <fieldset>
      <legend>Data</legend>
      <div class="choices">
        {choice('digits', 'Digits')}
        {choice('own', 'My pictures')}
      </div>
      {dataKind.value === 'digits' ? <ImbalanceSlider /> : <LearnsFrom />}
      <Problem at="data" />
    </fieldset>
  );
}

function ImbalanceSlider() {
  const id = useId();
  const { imbalanceFactor } = settings.value;
  const distance = (factor: number) => Math.abs(Math.log(factor / imbalanceFactor));
  const place = FACTORS.reduce(
    (best, factor, i) => (distance(factor) < distance(FACTORS[best]!) ? i : best),
    0,
  );
  return (
    <div class="field">
      <label for={id}>
        <Term means="How many pictures the most frequent class has for each picture of the rarest. At 1 all classes have as many.">
          Imbalance
        </Term>
      </label>
      <output for={id}>{imbalanceFactor} : 1</output>
      <input
        id={id}
        name="imbalanceFactor"
        type="range"
        min={0}
        max={FACTORS.length - 1}
        step={1}
        value={place}
        aria-valuetext={`${imbalanceFactor} to 1`}
        onInput={(event) => set({ imbalanceFactor: FACTORS[Number(event.currentTarget.value)]! })}
      />
      <Problem at="imbalanceFactor" />
    </div>
  );
}

function LearnsFrom() {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>
        <Term means="Pretrained: a network that has seen a million photographs turns each picture into features once, and only the last layers learn, in seconds. From scratch: a small network learns from the pixels alone.">
          Network
        </Term>
      </label>
      <select
        id={id}
        name="from"
        value={settings.value.from}
        onChange={(event) => set({ from: event.currentTarget.value === 'features' ? 'features' : 'scratch' })}
      >
        <option value="features">pretrained</option>
        <option value="scratch">from scratch</option>
      </select>
    </div>
  );
}
