import { Term } from '../../parts/Term';

interface ChoiceProps<Name extends string> {
  /** What is chosen, as a word. */
  label: string;
  /** What the word and the choices mean; left out where they say it themselves. */
  means?: string;
  chosen: Name;
  choices: readonly (readonly [name: Name, title: string])[];
  onChoose: (name: Name) => void;
}

/** A choice among a few ways to show something. */
export function Choice<Name extends string>({ label, means, chosen, choices, onChoose }: ChoiceProps<Name>) {
  return (
    <>
      {means && <Term means={means}>{label}</Term>}
      <select
        aria-label={label}
        value={chosen}
        title={choices.find(([name]) => name === chosen)?.[1]}
        onChange={({ currentTarget }) => onChoose(currentTarget.value as Name)}
      >
        {choices.map(([name, title]) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </select>
    </>
  );
}
