import { Card } from '../parts/Card';
import type { PlaygroundData } from '../state/playground-data';
import type { RunGroup } from '../state/run-group';

/** What the stage shows: one group of runs or two, and their data. */
export interface ViewsProps {
  groups: readonly RunGroup[];
  data: PlaygroundData | undefined;
}

/** All that moves while runs train. */
export function Views({ groups }: ViewsProps) {
  return <Card title="Results">{groups.map(({ id }) => id)}</Card>;
}
