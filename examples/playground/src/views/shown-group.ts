import { inSentence, methods, seriesColours, type TestedRun } from 'mbib/jobs';
import { givenName, groupTitle } from '../state/group-title';
import type { PlaygroundData } from '../state/playground-data';
import type { Run } from '../state/run';
import type { RunGroup } from '../state/run-group';
import { testedRunsOf } from '../state/tested-runs';

/** A group of runs as the views show it. */
export interface ShownGroup {
  id: string;
  /** Its name, or what tells it from the other one: 'MBIB', 'MBIB, β 5'. */
  title: string;
  /** The same inside a sentence. */
  inSentence: string;
  /** CSS colour of its lines and bars. */
  colour: string;
  /** Pattern of its lines, so that nothing is told by colour alone. */
  dash: string | undefined;
  runs: readonly Run[];
  /** What it was trained on; undefined where that is not kept any more. */
  data: PlaygroundData | undefined;
}

/** One or two groups with what tells them apart. */
export function shownGroups(
  groups: readonly RunGroup[],
  dataOf: (id: string) => PlaygroundData | undefined,
): ShownGroup[] {
  const names = groups.map(({ settings }) => settings.method);
  const colours = seriesColours(names, methods);
  return groups.map((group, i) => {
    const title = groupTitle(group, groups, (id) => dataOf(id)?.title);
    return {
      id: group.id,
      title,
      inSentence: givenName(group) ?? inSentence(title),
      colour: colours[i]!,
      dash: i === 1 ? '5 3' : undefined,
      runs: group.runs,
      data: dataOf(group.dataId),
    };
  });
}

/** The runs that have been tested, with their test images' classes. */
export function testedRuns({ runs, data }: ShownGroup): TestedRun[] {
  return testedRunsOf(runs, data);
}

/** Whether two groups have the same classes, so that they can be shown class by class. */
export function sameClasses(groups: readonly ShownGroup[]): boolean {
  const [first, second] = groups.map(({ data }) => data?.train.classNames);
  return !second || (first?.length === second.length && second.every((name, k) => name === first[k]));
}
