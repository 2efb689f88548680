import { lossOptions } from 'mbib/jobs';
import { Term } from '../parts/Term';
import type { Strength } from './network-shape';

/** Sets the strength of some arrows of the next training. */
export function StrengthSlider(props: {
  name: Strength;
  value: number;
  greatest: number;
  onChange: (value: number) => void;
}) {
  const { name, value, greatest, onChange } = props;
  const { title } = lossOptions[name];
  const shown = Number(value.toPrecision(3));
  return (
    <div class={`strength by-${name}`}>
      <span>
        <Term means={meanings[name]}>{title}</Term> <output>{shown}</output>
      </span>
      <input
        type="range"
        aria-label={`${title}: ${meanings[name]}`}
        min={0}
        max={greatest}
        step={greatest / 100}
        value={value}
        onInput={(event) => onChange(Number(event.currentTarget.value))}
      />
    </div>
  );
}

const meanings: Record<Strength, string> = {
  beta: 'weight of all distillations; the arrow of the deepest head has it alone',
  a: 'share of it that the first tap has',
  b: 'share of it that the second tap has',
};
