import type { ShownGroup } from './shown-group';

/** The heads of the columns of a table that has one for each group. */
export function GroupHeads({ groups }: { groups: readonly ShownGroup[] }) {
  return (
    <>
      {groups.map(({ id, title }) => (
        <th key={id} scope="col" dir="auto" title={title}>
          {title}
        </th>
      ))}
    </>
  );
}
