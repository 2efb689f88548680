import {
  type LossOptions,
  lossOptions,
  type Method,
  type MethodName,
  methodNames,
  methods,
  methodTitle,
} from 'mbib/jobs';
import { useId } from 'preact/hooks';
import { Problem } from '../../parts/Problem';
import { Term } from '../../parts/Term';
import { optionsRead } from '../../state/options-read';
import { setProblem } from '../../state/problems';
import { methodsToTrain, set, settings } from '../../state/store';
import { NumberField } from './NumberField';

/** The methods of the next training, and the options that they read. */
export function MethodChoice() {
  const [first, second] = methodsToTrain.value;
  const choose = (next: readonly [MethodName, MethodName | undefined]) => {
    methodsToTrain.value = next;
    setProblem('methods', undefined);
  };
  return (
    <fieldset>
      <legend>
        <Term means="How the network is trained: what its loss rewards, and which heads it has. Two methods train side by side on the same data.">
          Methods
        </Term>
      </legend>
      <MethodSelect
        label="First"
        name="first"
        value={first}
        onMethod={(method) => choose([method!, second])}
      />
      <MethodSelect
        label="Second"
        name="second"
        value={second}
        onMethod={(method) => choose([first, method])}
      />
      <Problem at="methods" />
      <LossFields />
    </fieldset>
  );
}

function MethodSelect(props: {
  label: string;
  name: string;
  value: MethodName | undefined;
  onMethod: (method: MethodName | undefined) => void;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <select
        id={id}
        name={props.name}
        value={props.value ?? 'none'}
        onChange={({ currentTarget: { value } }) =>
          props.onMethod(value === 'none' ? undefined : (value as MethodName))
        }
      >
        {props.name === 'second' && <option value="none">none</option>}
        {methodGroups().map(([heading, names]) => (
          <optgroup key={heading} label={heading}>
            {names.map((name) => (
              <option key={name} value={name}>
                {methodTitle(name, methods)}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </div>
  );
}

/** The methods under the headings of the registry. */
function methodGroups(): [string, MethodName[]][] {
  const groups = new Map<string, MethodName[]>();
  for (const name of methodNames) {
    const { group = 'Methods', needsTeacher }: Method = methods[name];
    // The page has no teacher.
    if (needsTeacher) continue;
    groups.set(group, [...(groups.get(group) ?? []), name]);
  }
  return [...groups];
}

/** The options that the methods read; the others are not shown. */
function LossFields() {
  const read = optionsRead(methodsToTrain.value);
  if (read.length === 0) return null;
  return (
    <details class="loss-fields" open>
      <summary>Options</summary>
      <div class="fields">
        {read.map((name) => (
          <LossField key={name} name={name} />
        ))}
      </div>
    </details>
  );
}

function LossField({ name }: { name: keyof LossOptions }) {
  const { title, text, check } = lossOptions[name];
  return (
    <NumberField
      name={name}
      label={title}
      means={`${text[0]!.toUpperCase()}${text.slice(1)}.`}
      value={settings.value[name]}
      check={(value) => check(title, value)}
      onValue={(value) => set({ [name]: value })}
    />
  );
}
