import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { RunGroup } from '../state/run-group';
import { renameGroup } from './change-runs';

/** The name of a group, to be changed. It is taken over when one leaves the field or presses Enter; an empty one brings back that of the settings. */
export function RenameGroup({ group, label }: { group: RunGroup; label: string }) {
  const id = useId();
  /** What is being typed: the list is drawn anew with every step of a training, and must leave it alone. */
  const typed = useSignal<string | undefined>(undefined);
  return (
    <p class="rename">
      <label for={id}>Name</label>
      <input
        id={id}
        type="text"
        dir="auto"
        maxLength={200}
        value={typed.value ?? label}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
        }}
        onChange={(event) => {
          const { value } = event.currentTarget;
          typed.value = undefined;
          if (value !== label) renameGroup(group, value);
        }}
      />
    </p>
  );
}
