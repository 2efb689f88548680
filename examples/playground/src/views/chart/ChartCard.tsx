import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Card } from '../../parts/Card';
import type { ShownGroup } from '../shown-group';

interface ChartCardProps {
  title: string;
  /** Class of the card, for its place. */
  class: string;
  /** Switches of the card beside that of the table. */
  controls?: ComponentChildren;
  /** What the switch of the table says. Default 'Table'. */
  tableTitle?: string;
  /** The same as numbers; it is made only where it is shown. */
  table: () => ComponentChildren;
  children: ComponentChildren;
}

/** A chart in a card of fixed size, with a switch that shows a table in its place. */
export function ChartCard(props: ChartCardProps) {
  const { title, class: place, controls, tableTitle = 'Table', table, children } = props;
  const [asTable, setAsTable] = useState(false);
  return (
    <Card title={title} class={`view ${place}`}>
      <div class="view-controls">
        {controls}
        <button type="button" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {tableTitle}
          <span class="unseen-text"> of: {title}</span>
        </button>
      </div>
      {asTable ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
        <section class="view-table" tabIndex={0} aria-label={`${title} as a table`}>
          {table()}
        </section>
      ) : (
        <div class="view-chart">{children}</div>
      )}
    </Card>
  );
}

/** The names of the groups with the look of their lines. */
export function GroupLegend({ groups }: { groups: readonly ShownGroup[] }) {
  return (
    <ul class="view-legend">
      {groups.map(({ id, title, colour, dash, runs }) => (
        <li key={id}>
          <svg width="22" height="8" aria-hidden="true">
            <path class="thick" d="M1 4H21" stroke={colour} stroke-dasharray={dash} />
          </svg>
          <bdi title={title}>{title}</bdi>
          {runs.length > 1 && <span class="faint">{runs.length} seeds</span>}
        </li>
      ))}
    </ul>
  );
}
