import { useSignal } from '@preact/signals';
import { messageOf } from 'mbib/jobs';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { Problem } from '../../parts/Problem';
import { Term } from '../../parts/Term';
import { problems, setProblem } from '../../state/problems';

/** What a field for a number needs. */
export interface NumberFieldProps {
  /** The name of the setting, under which its problem is shown. */
  name: string;
  label: ComponentChildren;
  /** What the word means. */
  means: string;
  value: number;
  step?: number | 'any';
  min?: number;
  /** Throws a RangeError or TypeError that says what the value must be. */
  check: (value: number) => void;
  /** Called with every value that the check lets pass. */
  onValue: (value: number) => void;
}

/** A field for a number, with what is wrong with it below. It keeps what is typed, and hands on what can be used. */
export function NumberField(props: NumberFieldProps) {
  const { name, label, means, value, step = 'any', min, check, onValue } = props;
  const id = useId();
  const typed = useSignal<string | undefined>(undefined);
  const wrong = problems.value[name] !== undefined;
  // What was typed is shown as it was, '1.' or '-', until something else changes the setting.
  const shown =
    typed.value !== undefined && (wrong || Number(typed.value) === value) ? typed.value : String(value);
  const onInput = (text: string) => {
    typed.value = text;
    const number = text.trim() === '' ? Number.NaN : Number(text);
    try {
      check(number);
      setProblem(name, undefined);
      onValue(number);
    } catch (error) {
      setProblem(name, `${messageOf(error)}.`);
    }
  };
  return (
    <div class="field">
      <label for={id}>
        <Term means={means}>{label}</Term>
      </label>
      <input
        id={id}
        name={name}
        type="number"
        step={step}
        min={min}
        inputMode={step === 'any' ? 'decimal' : 'numeric'}
        value={shown}
        aria-invalid={wrong}
        aria-errormessage={wrong ? `problem-${name}` : undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <Problem at={name} />
    </div>
  );
}
