import type { SettingPosterior } from '../../../experiment/results/pictures';
import { GROUPS, type Group } from '../../../log/groups';
import type { RunOutputs } from '../../../log/outputs/run-outputs';
import type { RunLog } from '../../../log/run-log';
import { meanSd } from '../../../log/statistics';
import { groupOf } from '../../../report/group-of';

/** Digits behind the point: a chart shows no more. */
const DIGITS = 5;

/**
 * The mean positive posteriors of a setting, the mean over its runs, by classes that are sorted by their training images.
 *
 * @param runs at least one, all on the same classes
 */
export function settingPosterior(
  label: string,
  runs: readonly { log: RunLog; outputs: RunOutputs }[],
): SettingPosterior {
  const { samplesPerClass, classNames, bounds } = runs[0]!.log.start;
  const ranked = [...samplesPerClass.keys()].sort(
    (a, b) => samplesPerClass[b]! - samplesPerClass[a]! || a - b,
  );
  const mean = (k: number) => {
    const known = runs.map(({ outputs }) => outputs.posterior[k]!).filter((value) => !Number.isNaN(value));
    if (known.length === 0) return null;
    return Number((known.reduce((sum, value) => sum + value, 0) / known.length).toFixed(DIGITS));
  };
  const means = ranked.map(mean);
  const groups = GROUPS.map((group): [Group, number | null] => {
    const isIn = (k: number) => group === 'all' || groupOf(samplesPerClass[k]!, bounds) === group;
    // A class without test images has no mean, and leaves its group's to the others.
    const known = means.filter((value, rank) => value !== null && isIn(ranked[rank]!));
    return [group, meanSd(known)?.mean ?? null];
  });
  return {
    label,
    runs: runs.length,
    classes: ranked.map((k) => ({ name: classNames?.[k] ?? String(k), samples: samplesPerClass[k]! })),
    means,
    groups: Object.fromEntries(groups) as Record<Group, number | null>,
  };
}
