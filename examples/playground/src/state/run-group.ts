import type { Run } from './run';
import type { RunSettings } from './run-settings';

/** Runs with the same settings but for the seed, on the same data. */
export interface RunGroup {
  id: string;
  /** Settings of all its runs, without what differs. */
  settings: Omit<RunSettings, 'seed'>;
  dataId: string;
  /** In the order of their seeds. */
  runs: readonly Run[];
}

/** The group that a run belongs to: the same text for the same settings on the same data. */
export function groupIdOf({ settings, dataId }: Pick<Run, 'settings' | 'dataId'>): string {
  const { seed: _, ...shared } = settings;
  const sorted = Object.entries(shared).sort(([first], [second]) => (first < second ? -1 : 1));
  return JSON.stringify([dataId, sorted]);
}

/** The groups of runs, the earliest first. */
export function groupsOfRuns(runs: readonly Run[]): RunGroup[] {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const id = groupIdOf(run);
    const group = groups.get(id);
    if (group) group.push(run);
    else groups.set(id, [run]);
  }
  return Array.from(groups, ([id, members]) => {
    const { seed: _, ...settings } = members[0]!.settings;
    const bySeed = members.sort((first, second) => first.settings.seed - second.settings.seed);
    return { id, settings, dataId: members[0]!.dataId, runs: bySeed };
  });
}
