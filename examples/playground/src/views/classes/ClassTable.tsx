import { percent } from 'mbib/jobs';
import { GroupHeads } from '../GroupHeads';
import type { ShownGroup } from '../shown-group';
import type { ClassRow, Measure } from './class-rows';

interface ClassTableProps {
  rows: readonly ClassRow[];
  groups: readonly ShownGroup[];
  measure: Measure;
}

/** The bars as numbers, with their intervals. */
export function ClassTable({ rows, groups, measure }: ClassTableProps) {
  return (
    <table>
      <caption>
        {measure === 'accuracy'
          ? "Accuracy of every class in percent; below it its interval of 95 %: Wilson's for its test pictures, over several seeds Student's where that is wider."
          : 'Mean probability of the right class, in percent.'}
      </caption>
      <thead>
        <tr>
          <th scope="col">Class</th>
          <th scope="col">Training</th>
          <th scope="col">Test</th>
          <GroupHeads groups={groups} />
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => (
          <tr key={i}>
            <th scope="row" dir="auto" title={row.name}>
              {row.name}
            </th>
            <td>{row.samples}</td>
            <td>{row.images ?? '–'}</td>
            {row.values.map((value, at) => (
              <td key={groups[at]!.id}>
                {percent(value.value)}
                {value.low !== undefined && <small>{`${percent(value.low)}–${percent(value.high!)}`}</small>}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
