import { useMemo, useState } from 'preact/hooks';
import { ChartCard } from '../chart/ChartCard';
import { Choice } from '../chart/Choice';
import { useSize } from '../chart/use-size';
import type { ShownGroup } from '../shown-group';
import { ConfusionList } from './ConfusionList';
import { countConfusions } from './count-confusions';
import { Matrix } from './Matrix';

/** Up to this number of classes there is a matrix; of more, the most frequent confusions say more. */
export const MATRIX_CLASSES = 20;

const IN_TABLE = 200;
/** Width of the list beside a matrix, which is as wide as the card is high. */
const LIST = 190;

/** Which class is taken for which, one group at a time. */
export function ConfusionsCard({ groups }: { groups: readonly ShownGroup[] }) {
  const [wanted, setWanted] = useState(1);
  const [ref, { width, height }] = useSize<HTMLDivElement>();
  const place = Math.min(wanted, groups.length - 1);
  const group = groups[place];
  const outputs = group?.runs.map(({ outputs: of }) => of) ?? [];
  const confusions = useMemo(() => group && countConfusions(group), [group?.id, group?.data, ...outputs]);
  const withMatrix = confusions !== undefined && confusions.classes <= MATRIX_CLASSES;
  const controls = groups.length > 1 && (
    <Choice
      label="Run"
      chosen={String(place)}
      choices={groups.map(({ title }, i) => [String(i), title])}
      onChoose={(name) => setWanted(Number(name))}
    />
  );
  const list = (most: number) =>
    group && confusions && <ConfusionList key={group.id} {...{ group, confusions, most }} />;
  return (
    <ChartCard
      title="Confusions"
      class="view-confusions"
      {...{ controls, tableTitle: 'Pictures', table: () => list(IN_TABLE) }}
    >
      <div ref={ref} class="confusions">
        {!confusions && <p class="view-note">{group ? 'After the first epoch.' : ''}</p>}
        {withMatrix && <Matrix {...{ group: group!, confusions }} />}
        {(!withMatrix || width > height + LIST) && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
          <section class="confusion-scroll" tabIndex={0} aria-label="Most frequent confusions">
            {list(withMatrix ? 8 : 20)}
          </section>
        )}
      </div>
    </ChartCard>
  );
}
