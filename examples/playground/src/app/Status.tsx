import { methods, seriesColours } from 'mbib/jobs';
import { groupTitle } from '../state/group-title';
import type { Run } from '../state/run';
import type { RunGroup } from '../state/run-group';
import { chosenGroups, dataSets, runs } from '../state/store';
import { remedyFor } from './start-again';

/** How far the runs on the stage are, and what went wrong with them. It is as high before as while they train. */
export function Status() {
  const groups = chosenGroups.value;
  const colours = seriesColours(
    groups.map(({ settings }) => settings.method),
    methods,
  );
  return (
    <section class="status" aria-label="Progress">
      <p role="status">{sentence(groups)}</p>
      <div class="bars">
        {groups.map((group, i) => (
          <Bar key={group.id} group={group} colour={colours[i]!} />
        ))}
      </div>
    </section>
  );
}

function Bar({ group, colour }: { group: RunGroup; colour: string }) {
  const failed = group.runs.find(({ status }) => status === 'failed');
  const title = groupTitle(group, chosenGroups.value, (id) => dataSets.value.get(id)?.title);
  if (failed) {
    const remedy = remedyFor(group, failed);
    return (
      <div class="failed" role="alert">
        <p>
          {title}: {failed.error}
        </p>
        <button type="button" onClick={remedy.apply}>
          {remedy.title}
        </button>
      </div>
    );
  }
  const share = group.runs.reduce((sum, run) => sum + shareDone(run), 0) / group.runs.length;
  return (
    <label>
      <span dir="auto" title={title}>
        {title}: {words(group)}
      </span>
      <progress max={1} value={share} style={{ accentColor: colour }} />
    </label>
  );
}

function shareDone({ log, done, status }: Run): number {
  if (status === 'finished') return 1;
  return log ? done / (log.start.steps * log.start.epochs) : 0;
}

/** How far a group is, in words. */
function words({ runs: members, settings: { epochs } }: RunGroup): string {
  const of = (status: Run['status']) => members.filter((run) => run.status === status).length;
  if (members.length > 1) {
    const stopped = of('stopped') > 0 ? `, ${of('stopped')} stopped` : '';
    return `${of('finished')} of ${members.length} seeds${stopped}`;
  }
  const [run] = members as [Run];
  if (run.status === 'waiting') return 'waits for a core';
  const done = run.log?.epochs.length ?? 0;
  if (run.status === 'finished') return `${epochs} epochs`;
  if (run.status === 'stopped') return `stopped after ${done} of ${epochs} epochs`;
  return run.preparing ?? `epoch ${Math.min(done + 1, epochs)} of ${epochs}`;
}

function sentence(groups: readonly RunGroup[]): string {
  const of = (status: Run['status']) => runs.value.filter((run) => run.status === status).length;
  const [training, paused, waiting] = [of('training'), of('paused'), of('waiting')];
  if (paused > 0) return 'Paused.';
  if (training + waiting > 0) return waiting > 0 ? `Training ${training}, ${waiting} waiting.` : 'Training.';
  if (runs.value.length === 0) return 'Nothing is trained yet. The digits take less than a minute.';
  if (groups.length === 0) return 'No run is on the stage: choose one or two under Runs.';
  const shown = groups.flatMap(({ runs: members }) => members);
  if (shown.some(({ status }) => status === 'failed')) return 'A training has failed.';
  const stopped = shown.filter(({ status }) => status === 'stopped');
  if (stopped.some(({ log }) => !log?.epochs.length))
    return 'Stopped before the first test: there are no figures yet.';
  if (stopped.some(({ classifier }) => !classifier)) return 'Stopped. The figures can be compared.';
  if (stopped.length > 0) return 'Stopped. What was learnt can be compared and tried.';
  return 'Finished. Compare the runs, or try a classifier.';
}
