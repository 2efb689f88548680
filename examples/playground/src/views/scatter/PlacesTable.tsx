import { classOrder } from 'mbib/jobs';
import { splitOf } from '../../state/split-of';
import { GroupHeads } from '../GroupHeads';
import type { ShownGroup } from '../shown-group';
import { neighbourShares } from './neighbour-shares';

/** What the scatter shows, as numbers: how often the nearest other picture is of the same class. */
export function PlacesTable({ groups }: { groups: readonly ShownGroup[] }) {
  const data = groups[0]?.data;
  if (!data) return null;
  const { classNames } = data.train;
  const shares = groups.map((group) => {
    const run = group.runs.find(({ outputs }) => outputs);
    if (!run?.outputs || !group.data) return undefined;
    const { labels } = splitOf(group.data, run.settings.seed).test;
    return neighbourShares(run.outputs, labels, classNames.length);
  });
  return (
    <table>
      <caption>
        Of how many test pictures of a class the nearest other one, by its representation, is of the same
        class.
      </caption>
      <thead>
        <tr>
          <th scope="col">Class</th>
          <GroupHeads groups={groups} />
        </tr>
      </thead>
      <tbody>
        {classOrder(data.samplesPerClass).map((k) => (
          <tr key={k}>
            <th scope="row" dir="auto" title={classNames[k]!}>
              {classNames[k]}
            </th>
            {groups.map(({ id }, i) => (
              <td key={id}>{shares[i] ? `${shares[i][k]!.same} of ${shares[i][k]!.images}` : '–'}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
