import type { Group } from '../../log/groups';
import { lastEpoch } from '../../log/run-summary';
import { type MeanSd, meanSd } from '../../log/statistics';
import { groupOf } from '../group-of';
import type { DataSet } from './data-sets';
import { type Moment, resultOf } from './moments';
import type { Series } from './series-of';

/** The accuracy of a group as a fraction, mean and deviation over the runs of a series; null where a run has none. */
export function seriesAccuracy(series: Series, moment: Moment, group: Group): MeanSd | null {
  return meanSd(series.runs.map((run) => resultOf(run, moment)?.accuracy[group] ?? null));
}

/** The accuracy of every class after the last epoch, the mean over the runs, in the order of the charts. */
export function classAccuracies({ order }: DataSet, series: Series): (number | null)[] {
  return order.map(
    (k) => meanSd(series.runs.map((run) => lastEpoch(run)?.perClass[k] ?? null))?.mean ?? null,
  );
}

/** The groups that have classes, each with its part of the order of the charts: from `start` to before `end`. */
export function groupStretches({ order, samplesPerClass, bounds }: DataSet) {
  const groups = order.map((k) => groupOf(samplesPerClass[k]!, bounds));
  return (['many', 'medium', 'few', 'unseen'] as const)
    .map((group) => ({ group, start: groups.indexOf(group), end: groups.lastIndexOf(group) + 1 }))
    .filter(({ start }) => start !== -1);
}
