import type { ComponentChildren } from 'preact';
import type { PlaygroundData } from '../state/playground-data';
import type { RunGroup } from '../state/run-group';
import { dataSets } from '../state/store';
import { ClassBars } from './classes/ClassBars';
import { ComparisonCard } from './comparison/ComparisonCard';
import { ConfusionsCard } from './confusions/ConfusionsCard';
import { Curves } from './curves/Curves';
import { Scatter } from './scatter/Scatter';
import { shownGroups } from './shown-group';
import './views.css';

/** What the stage shows: one group of runs or two, and their data. */
export interface ViewsProps {
  groups: readonly RunGroup[];
  /** Data of the first group. */
  data: PlaygroundData | undefined;
  /** A card that comes first. */
  children?: ComponentChildren;
}

/** All that moves while runs train, in cards of fixed size. */
export function Views({ groups, data, children }: ViewsProps) {
  // Groups on other data than the first are shown beside it, too.
  const shown = shownGroups(groups, (id) => (id === data?.id ? data : dataSets.value.get(id)));
  return (
    <div class="views">
      {children}
      <Curves groups={shown} />
      <ComparisonCard groups={shown} />
      <ClassBars groups={shown} />
      <ConfusionsCard groups={shown} />
      <Scatter groups={shown} />
    </div>
  );
}
