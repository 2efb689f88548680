import { percent, plural } from 'mbib/jobs';
import { SureButton } from '../parts/SureButton';
import type { Run } from '../state/run';
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
        {all.map((run) => (
          <Seed
            key={run.id}
            run={run}
            label={label}
            counted={!group.repeated.includes(run)}
            onRemoved={onRemoved}
          />
        ))}
      </ul>
      <div class="buttons">
        <CopyLink text="Copy a link to these settings" link={() => linkToGroup(group)} />
        <button
          type="button"
          class="small"
          // It keeps the focus when nothing is left to free.
          aria-disabled={!kept}
          onClick={() => kept && freeGroup(group)}
        >
          {kept ? 'Free the classifiers, keep the figures' : 'No classifier is kept'}
        </button>
        <SureButton
          class="small"
          text="Remove…"
          label={`Remove… ${label}`}
          action={`remove ${plural(all.length, 'run', 'runs')}`}
          onSure={() => {
            removeGroup(group);
            onRemoved();
          }}
        />
      </div>
    </div>
  );
}

function Seed(props: { run: Run; label: string; counted: boolean; onRemoved: () => void }) {
  const { run, label, counted, onRemoved } = props;
  const { seed } = run.settings;
  const figures = figuresOf(run);
  return (
    <li>
      <span>
        Seed {seed}
        {!counted && ', once more: not counted'}
      </span>
      <span>
        {run.status}, {plural(run.log?.epochs.length ?? 0, 'epoch', 'epochs')}
      </span>
      <span>
        balanced {percent(figures?.balanced ?? null)}, all {percent(figures?.all ?? null)}, few{' '}
        {percent(figures?.few ?? null)}
      </span>
      <SureButton
        class="small"
        text="Remove…"
        label={`Remove… seed ${seed} of ${label}${counted ? '' : ', not counted'}`}
        action={`remove seed ${seed}`}
        onSure={() => {
          removeRuns([run.id]);
          onRemoved();
        }}
      />
      {run.error !== undefined && <p class="problem">{run.error}</p>}
    </li>
  );
}
