import type { Run, RunStatus } from './run';
import type { RunSettings } from './run-settings';

/** Runs with the same settings but for the seed, on the same data. */
export interface RunGroup {
  id: string;
  /** Settings of all its runs, without what differs. */
  settings: Omit<RunSettings, 'seed'>;
  dataId: string;
  /** One run of each seed, in the order of the seeds: of several that which has come furthest. Figures are of these. */
  runs: readonly Run[];
  /** Further runs of those seeds: the same training once more, as of another tab, or one that was stopped. No figure counts them. */
  repeated: readonly Run[];
}

/**
 * The group that a run belongs to: the same text for the same settings on the same data. The imbalance counts by the data alone: the id
 * of the digits has it, and pictures of one's own have none.
 */
export function groupIdOf({ settings, dataId }: Pick<Run, 'settings' | 'dataId'>): string {
  const { seed: _, imbalanceFactor: __, ...shared } = settings;
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
    const bySeed = [...members].sort(
      (first, second) => first.settings.seed - second.settings.seed || byStanding(first, second),
    );
    const isFirst = (run: Run, i: number) => run.settings.seed !== bySeed[i - 1]?.settings.seed;
    return {
      id,
      settings,
      dataId: members[0]!.dataId,
      runs: bySeed.filter(isFirst),
      repeated: bySeed.filter((run, i) => !isFirst(run, i)),
    };
  });
}

/** Of two runs of one seed that one counts whose status stands first here. */
const standing: readonly RunStatus[] = ['finished', 'training', 'paused', 'waiting', 'stopped', 'failed'];

function byStanding(first: Run, second: Run): number {
  return standing.indexOf(first.status) - standing.indexOf(second.status) || second.done - first.done;
}
