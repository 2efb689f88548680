import { groupsOf, meanSd, percent } from 'mbib/jobs';
import type { Run } from '../../state/run';
import type { ShownGroup } from '../shown-group';

/** The figures after every epoch, means over the seeds that have come so far. */
export function CurveTable({ groups }: { groups: readonly ShownGroup[] }) {
  return (
    <>
      {groups.map((group) => (
        <EpochTable key={group.id} group={group} />
      ))}
    </>
  );
}

function EpochTable({ group: { title, runs } }: { group: ShownGroup }) {
  const begun = runs.filter(({ log }) => log && log.epochs.length > 0);
  const names = groupsOf(begun[0]?.log?.start.samplesPerClass ?? []).filter((name) =>
    begun.some(({ log }) => log!.epochs.some(({ accuracy }) => accuracy[name] != null)),
  );
  const epochs = Math.max(0, ...begun.map(({ log }) => log!.epochs.length));
  return (
    <table>
      <caption dir="auto">{title}</caption>
      <thead>
        <tr>
          <th scope="col">Epoch</th>
          <th scope="col">Loss</th>
          {names.map((name) => (
            <th key={name} scope="col">
              {name} %
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: epochs }, (_, i) => (
          <tr key={i}>
            <th scope="row">{i + 1}</th>
            <td>{meanAt(begun, i, (line) => line.loss)?.toFixed(3) ?? '–'}</td>
            {names.map((name) => (
              <td key={name}>{percent(meanAt(begun, i, ({ accuracy }) => accuracy[name] ?? null))}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type EpochOfRun = NonNullable<Run['log']>['epochs'][number];

function meanAt(runs: readonly Run[], i: number, pick: (line: EpochOfRun) => number | null): number | null {
  const lines = runs.flatMap(({ log }) => log!.epochs[i] ?? []);
  return meanSd(lines.map(pick))?.mean ?? null;
}
