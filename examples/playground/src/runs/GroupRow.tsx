import { useSignal } from '@preact/signals';
import type { MeanSd } from 'mbib/jobs';
import { useId, useRef } from 'preact/hooks';
import { groupTitle } from '../state/group-title';
import type { PlaygroundData } from '../state/playground-data';
import type { Run } from '../state/run';
import type { RunGroup } from '../state/run-group';
import { chosen, dataSets } from '../state/store';
import { toggleOnStage } from './change-runs';
import { type FigureIntervals, figureIntervals } from './figure-intervals';
import { GroupDetails } from './GroupDetails';
import { groupFigures, meanText } from './group-figures';

/** A group of runs in the list, and behind a button its seeds and what can be done with it. */
export function GroupRow(props: { group: RunGroup; all: readonly RunGroup[]; onRemoved: () => void }) {
  const { group, all, onRemoved } = props;
  const open = useSignal(false);
  const details = useId();
  const label = groupTitle(group, all, (id) => dataSets.value.get(id)?.title);
  const figures = groupFigures(group);
  const data = dataSets.value.get(group.dataId);
  // Not counted anew at every step of a training. The outputs are a list of its own, whose length changes with the seeds.
  const known = useRef<Known | undefined>(undefined);
  const outputs = group.runs.map((run) => run.outputs);
  if (known.current?.data !== data || !sameItems(known.current?.outputs, outputs)) {
    known.current = { data, outputs, intervals: figureIntervals(group, data) };
  }
  const { intervals } = known.current!;
  return (
    <tbody>
      <tr>
        <td>
          <input
            type="checkbox"
            aria-label={`${label} on the stage`}
            checked={chosen.value.includes(group.id)}
            onChange={() => toggleOnStage(group.id)}
          />
        </td>
        <th scope="row">
          <span class="run-label" dir="auto" title={label}>
            {label}
          </span>
          <small dir="auto" title={data?.title}>
            {data?.title ?? 'data that is not kept'}, {stateOf(group.runs)}
          </small>
        </th>
        <td>{group.runs.length}</td>
        <Figure mean={figures.balanced} interval={intervals.balanced} />
        <Figure mean={figures.all} interval={intervals.all} />
        <Figure mean={figures.few} interval={intervals.few} />
        <td>
          <button
            type="button"
            class="small"
            aria-expanded={open.value}
            aria-controls={details}
            aria-label={`More about ${label}`}
            onClick={() => {
              open.value = !open.value;
            }}
          >
            {open.value ? 'Less' : 'More'}
          </button>
        </td>
      </tr>
      <tr id={details} hidden={!open.value}>
        <td colSpan={7}>
          {open.value && <GroupDetails group={group} label={label} onRemoved={onRemoved} />}
        </td>
      </tr>
    </tbody>
  );
}

/** The intervals, and what they were counted from. */
interface Known {
  data: PlaygroundData | undefined;
  outputs: readonly Run['outputs'][];
  intervals: FigureIntervals;
}

const sameItems = (first: readonly unknown[] | undefined, second: readonly unknown[]) =>
  first?.length === second.length && second.every((each, i) => each === first[i]);

/** A figure with its deviation, and below it its test pictures and interval, whose line is there before they are. */
function Figure({ mean, interval }: { mean: MeanSd | null; interval: string | undefined }) {
  return (
    <td>
      {meanText(mean)}
      <small>{interval ?? '\u00a0'}</small>
    </td>
  );
}

/** How far the runs of a group are, in words. */
function stateOf(runs: readonly Run[]): string {
  const counts = new Map<string, number>();
  for (const { status } of runs) counts.set(status, (counts.get(status) ?? 0) + 1);
  if (counts.size === 1) return words[runs[0]!.status];
  return Array.from(counts, ([status, n]) => `${n} ${words[status as Run['status']]}`).join(', ');
}

const words: Record<Run['status'], string> = {
  waiting: 'waiting',
  training: 'in training',
  paused: 'paused',
  stopped: 'stopped',
  finished: 'finished',
  failed: 'failed',
};
