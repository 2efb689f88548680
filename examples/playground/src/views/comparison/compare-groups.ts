import {
  type AccuracyDifference,
  type AccuracyInterval,
  accuracyDifferences,
  accuracyIntervals,
  type ComparedFigure,
  pairRuns,
} from 'mbib/jobs';
import { type ShownGroup, testedRuns } from '../shown-group';

/** One accuracy of one group or two, and their difference. */
export interface ComparisonRow {
  figure: ComparedFigure;
  /** Test images of one run. */
  images: number;
  /** Of each group; undefined where it has not been tested yet. */
  values: (AccuracyInterval | undefined)[];
  /** Of the second group from the first; undefined where they cannot be compared picture by picture. */
  difference: AccuracyDifference | undefined;
}

/** Two groups of runs beside each other. */
export interface Comparison {
  rows: ComparisonRow[];
  /** How many pairs of runs the differences are of; 0 where there are none. */
  pairs: number;
  /** Why there is no difference, as a sentence; undefined where there is one, or only one group. */
  why: string | undefined;
}

/** Compares one or two groups of runs. There are no rows before the first epoch. */
export function compareGroups(groups: readonly ShownGroup[]): Comparison {
  const runs = groups.map(testedRuns);
  const samples = groups.map(({ data }) => data?.samplesPerClass);
  const values = groups.map((_, i) => (runs[i]!.length > 0 ? accuracyIntervals(runs[i]!, samples[i]!) : []));
  const sameData = groups[1] === undefined || groups[0]!.data?.id === groups[1].data?.id;
  const pairs = groups[1] && sameData ? pairRuns(runs[0]!, runs[1]!) : [];
  const differences = pairs.length > 0 ? accuracyDifferences(pairs, samples[0]!) : [];
  const figures = values.find((of) => of.length > 0)?.map(({ figure }) => figure) ?? [];
  const rows = figures.map((figure) => {
    const own = values.map((of) => of.find((value) => value.figure === figure));
    const images = own.find((value) => value)!.images;
    return { figure, images, values: own, difference: differences.find((of) => of.figure === figure) };
  });
  return {
    rows,
    pairs: pairs.length,
    why: groups.length > 1 ? reason(runs, sameData, pairs.length) : undefined,
  };
}

function reason(runs: readonly (readonly unknown[])[], sameData: boolean, pairs: number): string | undefined {
  if (pairs > 0) return undefined;
  if (runs.some((of) => of.length === 0)) return 'There is a difference to tell once both have been tested.';
  if (!sameData)
    return 'The two were trained and tested on different pictures, so their difference is not told.';
  return 'The two have no seed in common, so they were tested on different pictures and their difference is not told.';
}
