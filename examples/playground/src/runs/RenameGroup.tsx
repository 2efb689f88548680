import { useId } from 'preact/hooks';
import type { RunGroup } from '../state/run-group';
import { renameGroup } from './change-runs';

/** The name of a group, to be changed. It is taken over when one leaves the field or presses Enter; an empty one brings back that of the settings. */
export function RenameGroup({ group, label }: { group: RunGroup; label: string }) {
  const id = useId();
  return (
    <p class="rename">
      <label for={id}>Name</label>
      <input
        id={id}
        type="text"
        dir="auto"
        maxLength={200}
        value={label}
        onChange={(event) => {
          const { value } = event.currentTarget;
          if (value !== label) renameGroup(group, value);
        }}
      />
    </p>
  );
}
