import type { Interval } from 'mbib';
import { type ComparedFigure, groupRules, percent, points } from 'mbib/jobs';
import { useMemo } from 'preact/hooks';
import { Card } from '../../parts/Card';
import { Term } from '../../parts/Term';
import { GroupHeads } from '../GroupHeads';
import type { ShownGroup } from '../shown-group';
import { type Comparison, type ComparisonRow, compareGroups } from './compare-groups';
import { inWords } from './in-words';

/** The accuracies of one group or two with their intervals, and what their difference shows. */
export function ComparisonCard({ groups }: { groups: readonly ShownGroup[] }) {
  const known = groups.flatMap(({ id, title, data, runs }) => [
    id,
    title,
    data,
    ...runs.map(({ outputs }) => outputs),
  ]);
  return useMemo(() => {
    const comparison = compareGroups(groups);
    return (
      <Card title="Comparison" class="view view-comparison">
        {comparison.rows.length > 0 && (
          <div class="view-controls">
            <Term means={caption(comparison, groups)}>How to read it</Term>
          </div>
        )}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
        <section class="in-words" tabIndex={0} aria-label="The comparison in words">
          <p dir="auto">{inWords(comparison, groups)}</p>
        </section>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
        <section class="view-table" tabIndex={0} aria-label="Accuracies with their intervals">
          {comparison.rows.length > 0 && <ComparisonTable {...{ comparison, groups }} />}
        </section>
      </Card>
    );
  }, known);
}

function ComparisonTable({ comparison, groups }: { comparison: Comparison; groups: readonly ShownGroup[] }) {
  return (
    <table class="comparison">
      <caption class="unseen-text">Accuracies with their intervals</caption>
      <thead>
        <tr>
          <th scope="col">In %</th>
          <GroupHeads groups={groups} />
          {groups.length > 1 && <th scope="col">Difference</th>}
        </tr>
      </thead>
      <tbody>
        {comparison.rows.map((row) => (
          <Row key={row.figure} row={row} two={groups.length > 1} />
        ))}
      </tbody>
    </table>
  );
}

const rules = groupRules();
const MEANS: Record<ComparedFigure, [title: string, means: string]> = {
  balanced: [
    'Balanced',
    'The mean of the accuracies of all classes: every class counts the same, however many pictures it has',
  ],
  all: ['All', 'The share of all test pictures that are recognised'],
  many: ['Many', `The mean of the classes with ${rules.many} for training`],
  medium: ['Medium', `The mean of the classes with ${rules.medium} for training`],
  few: ['Few', `The mean of the classes with ${rules.few} for training`],
  unseen: ['Unseen', `The mean of the classes with ${rules.unseen} for training`],
};

function Row({ row: { figure, images, values, difference }, two }: { row: ComparisonRow; two: boolean }) {
  const [title, means] = MEANS[figure];
  return (
    <tr>
      <th scope="row">
        <Term means={means}>{title}</Term>
        <small>{images} test</small>
      </th>
      {values.map((value, i) => (
        <td key={i}>
          {value ? percent(value.interval.value) : '–'}
          {value && value.runs.sd !== null && <span class="spread"> ±{percent(value.runs.sd)}</span>}
          {value && <small>{`${percent(value.interval.low)}–${percent(value.interval.high)}`}</small>}
        </td>
      ))}
      {two && (
        <td class={difference?.clear ? (difference.difference.value > 0 ? 'gain' : 'loss') : 'within'}>
          {points(difference?.difference.value ?? null)}
          {difference && <small>{rangeText(difference.difference)}</small>}
        </td>
      )}
    </tr>
  );
}

/** '−2.1 to +14.0'; an interval of all that there can be is none. */
function rangeText({ low, high }: Interval): string {
  return low <= -1 && high >= 1 ? 'cannot be told' : `${points(low)} to ${points(high)}`;
}

function caption({ pairs }: Comparison, groups: readonly ShownGroup[]): string {
  const several = groups.some(({ runs }) => runs.length > 1);
  const over = several ? ", over seeds that of their mean where it is wider (Student's t)" : '';
  const spread = several ? ' ±: standard deviation over the seeds.' : '';
  const own = `Below each figure its interval of 95 % for so many test pictures (Wilson)${over}.${spread}`;
  if (pairs === 0) return own;
  const how = pairs > 1 ? `seed by seed (Student's t, ${pairs} seeds)` : 'picture by picture (Tango)';
  return `${own} Differences are taken ${how}, and coloured only where their interval leaves 0 out.`;
}
