import { type Interval, proportionInterval } from 'mbib';
import { groupOf } from '../group-of';
import { classAccuracies } from '../grouping/accuracies';
import type { DataSet } from '../grouping/data-sets';
import type { Series } from '../grouping/series-of';
import { type Comparison, imageCounts, type SeriesDifference } from '../intervals/series-differences';
import { type Confusion, mostTakenFor } from '../tested/confusions';
import type { Findings } from '../tested/findings';

/** An accuracy and its interval. */
export interface Measured {
  accuracy: number | null;
  interval: Interval | null;
}

/** What a series comes to on a class. */
export interface ClassResult extends Measured {
  taken: Confusion | undefined;
  /** Test images over all runs that kept them. */
  tested: number;
  /** Of them, where the accuracy is that of validation images. */
  test: Measured | null;
}

/** One class. */
export interface ClassRow {
  label: number;
  name: string;
  group: string;
  train: number;
  /** Images that the accuracy is of. */
  measured: number | null;
  /** Test images. */
  test: number | null;
  /** By series. */
  results: ClassResult[];
  /** Of two series. */
  difference: SeriesDifference | null;
}

/**
 * The classes of a data set, from the most to the least frequent one.
 *
 * @param found of each series, null where its runs did not keep what they predicted
 * @param compared the two series, where there are two
 */
export function classRows(
  dataSet: DataSet,
  found: readonly (Findings | null)[],
  compared: Comparison | undefined,
): ClassRow[] {
  const { series, order, classNames, samplesPerClass, bounds } = dataSet;
  const accuracies = series.map((each) => classAccuracies(dataSet, each));
  const taken = found.map((findings) => findings && mostTakenFor(findings.confusions));
  const counts = series.map(({ runs }, i) => countsOf(runs, dataSet.measured, found[i]));
  const tests = counts.find(({ test }) => test)?.test;
  const images = counts.find(({ measured }) => measured)?.measured;
  return order.map((label, place) => {
    return {
      label,
      name: classNames[label]!,
      group: groupOf(samplesPerClass[label]!, bounds),
      train: samplesPerClass[label]!,
      measured: images?.[label] ?? null,
      test: tests?.[label] ?? null,
      results: series.map((_, i) => {
        const accuracy = accuracies[i]![place]!;
        const n = counts[i]!.measured?.[label];
        const interval = accuracy !== null && n ? proportionInterval(accuracy * n, n) : null;
        const tested = found[i]?.confusions.tested[label] ?? 0;
        return { accuracy, interval, taken: taken[i]?.[label], tested, test: testOf(found[i], label) };
      }),
      difference: compared?.ofClass(label) ?? null,
    };
  });
}

/** Images of each class in a run of a series: as the logs say, or the test images as a run kept them. */
function countsOf(
  runs: Series['runs'],
  measured: DataSet['measured'],
  found: Findings | null | undefined,
): ReturnType<typeof imageCounts> {
  const recorded = imageCounts(runs, measured);
  const test = recorded.test ?? found?.confusions.tested.map((n) => Math.round(n / found.runs));
  return { test, measured: measured === 'Test' ? test : recorded.measured };
}

/** The accuracy of a class on the test images that runs kept; the interval is for as many of them as one run has. */
function testOf(findings: Findings | null | undefined, label: number): Measured | null {
  const tested = findings?.confusions.tested[label];
  if (!findings || !tested) return null;
  const right = findings.confusions.right[label]!;
  const accuracy = right / tested;
  return { accuracy, interval: proportionInterval(right / findings.runs, tested / findings.runs) };
}
