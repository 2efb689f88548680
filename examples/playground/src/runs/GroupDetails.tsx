import { useSignal } from '@preact/signals';
import { percent, plural } from 'mbib/jobs';
import type { RunGroup } from '../state/run-group';
import { CopyLink } from './CopyLink';
import { freeGroup, removeGroup, removeRuns } from './change-runs';
import { linkToGroup } from './link/follow-link';
import { RenameGroup } from './RenameGroup';
import { figuresOf } from './share/run-record';

/** The seeds of a group, and what can be done with it. */
export function GroupDetails(props: { group: RunGroup; label: string; onRemoved: () => void }) {
  const { group, label, onRemoved } = props;
  const all = [...group.runs, ...group.repeated];
  const kept = all.some(({ classifier }) => classifier !== undefined);
  return (
    <div class="group-details">
      <RenameGroup group={group} label={label} />
      <ul class="seeds">
        {all.map((run) => {
          const figures = figuresOf(run);
          return (
            <li key={run.id}>
              <span>
                Seed {run.settings.seed}
                {group.repeated.includes(run) && ', once more: not counted'}
              </span>
              <span>
                {run.status}, {plural(run.log?.epochs.length ?? 0, 'epoch', 'epochs')}
              </span>
              <span>
                balanced {percent(figures?.balanced ?? null)}, all {percent(figures?.all ?? null)}, few{' '}
                {percent(figures?.few ?? null)}
              </span>
              <button
                type="button"
                class="small"
                aria-label={`Remove seed ${run.settings.seed} of ${label}${group.repeated.includes(run) ? ', not counted' : ''}`}
                onClick={() => {
                  removeRuns([run.id]);
                  onRemoved();
                }}
              >
                Remove
              </button>
              {run.error !== undefined && <p class="problem">{run.error}</p>}
            </li>
          );
        })}
      </ul>
      <div class="buttons">
        <CopyLink text="Copy a link to these settings" link={() => linkToGroup(group)} />
        <button type="button" class="small" disabled={!kept} onClick={() => freeGroup(group)}>
          {kept ? 'Free the classifiers, keep the figures' : 'No classifier is kept'}
        </button>
        <RemoveGroup
          count={all.length}
          onRemove={() => {
            removeGroup(group);
            onRemoved();
          }}
        />
      </div>
    </div>
  );
}

/** Removes at the second press: the runs cannot be brought back. */
function RemoveGroup({ count, onRemove }: { count: number; onRemove: () => void }) {
  const sure = useSignal(false);
  return (
    <button
      type="button"
      class="small"
      onBlur={() => {
        sure.value = false;
      }}
      onClick={() => {
        if (sure.value) onRemove();
        sure.value = true;
      }}
    >
      {sure.value ? `Press again to remove ${plural(count, 'run', 'runs')} for good` : 'Remove…'}
    </button>
  );
}
