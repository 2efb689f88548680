import { count, NONE, percent } from '../../log/format';
import { classAccuracies, type DataSet } from '../data-sets';
import { groupOf } from '../group-of';
import { type Html, html } from '../html';
import { differencePoints, intervalPoints } from '../intervals/difference-text';
import { compareSeries, imageCounts, type SeriesDifference } from '../intervals/series-differences';
import { type Interval, wilsonInterval } from '../intervals/wilson-interval';
import type { Confusion } from '../tested/confusions';
import { mostTakenFor } from '../tested/confusions';
import type { Findings } from '../tested/findings';
import type { List, ListColumn } from './list-column';

/** What a series comes to on a class. */
interface ClassResult {
  accuracy: number | null;
  interval: Interval | null;
  taken: Confusion | undefined;
  /** Test images over all runs that kept them. */
  tested: number;
}

/** One class. */
export interface ClassRow {
  label: number;
  name: string;
  group: string;
  train: number;
  /** Images that the accuracy is of. */
  measured: number | null;
  /** By series. */
  results: ClassResult[];
  /** Of two series. */
  difference: SeriesDifference | null;
}

/** Up to this many series have a column for what classes are taken for. */
const MOST_TAKEN = 4;

/**
 * The classes of a data set with what every series comes to on them.
 *
 * @param found of each series, null where its runs did not keep what they predicted
 */
export function classList(dataSet: DataSet, found: readonly (Findings | null)[]): List<ClassRow> {
  const { series, classNames, measured } = dataSet;
  const rows = classRows(dataSet, found);
  const taken = series.length <= MOST_TAKEN && found.some((findings) => findings !== null);
  const difference = series.length === 2 ? compareSeries(dataSet, series[0]!, series[1]!) : undefined;
  const columns: ListColumn<ClassRow>[] = [
    { title: 'Class', isText: true, value: ({ name }) => name, cell: ({ name }) => name },
    { title: 'Group', isText: true, value: ({ group }) => group, cell: ({ group }) => group },
    { title: 'Training images', value: ({ train }) => train, cell: ({ train }) => count(train) },
    {
      title: `${measured} images`,
      value: ({ measured }) => measured,
      cell: ({ measured }) => (measured === null ? NONE : count(measured)),
    },
    ...series.map(
      ({ label }, i): ListColumn<ClassRow> => ({
        title: series.length === 1 ? 'Accuracy' : label,
        value: ({ results }) => results[i]!.accuracy,
        cell: ({ results }) => accuracyCell(results[i]!),
      }),
    ),
    ...(difference
      ? [{ title: 'Difference', value: differenceOf, cell: differenceCell } satisfies ListColumn<ClassRow>]
      : []),
    ...(taken ? series.flatMap(({ label }, i) => takenColumn(classNames, i, label, series.length)) : []),
  ];
  return {
    caption: captionOf(dataSet, rows, difference?.words),
    search: 'Find a class',
    noun: 'classes',
    columns,
    rows,
    words: ({ name, group, results }) =>
      [name, group, ...results.flatMap(({ taken }) => (taken ? classNames[taken.predicted]! : []))].join(
        '\n',
      ),
  };
}

function classRows(dataSet: DataSet, found: readonly (Findings | null)[]): ClassRow[] {
  const { series, order, classNames, samplesPerClass, bounds } = dataSet;
  const accuracies = series.map((each) => classAccuracies(dataSet, each));
  const taken = found.map((findings) => findings && mostTakenFor(findings.confusions));
  const images = countsOf(dataSet, found);
  const compared = series.length === 2 ? compareSeries(dataSet, series[0]!, series[1]!) : undefined;
  return order.map((label, place) => {
    const measured = images?.[label] ?? null;
    return {
      label,
      name: classNames[label]!,
      group: groupOf(samplesPerClass[label]!, bounds),
      train: samplesPerClass[label]!,
      measured,
      results: series.map((_, i) => {
        const accuracy = accuracies[i]![place]!;
        const interval = accuracy !== null && measured ? wilsonInterval(accuracy, measured) : null;
        const tested = found[i]?.confusions.tested[label] ?? 0;
        return { accuracy, interval, taken: taken[i]?.[label], tested };
      }),
      difference: compared?.ofClass(label) ?? null,
    };
  });
}

/** Images of each class that the accuracies are of: as the log says, or as a run kept them. */
function countsOf(dataSet: DataSet, found: readonly (Findings | null)[]): readonly number[] | undefined {
  const recorded = imageCounts(dataSet).measured;
  if (recorded) return recorded;
  const kept = dataSet.measured === 'Test' ? found.find((findings) => findings !== null) : undefined;
  return kept?.confusions.tested.map((n) => Math.round(n / kept.runs));
}

function captionOf({ measured, series }: DataSet, rows: ClassRow[], words?: string): string {
  const several = series.some(({ runs }) => runs.length > 1) ? ', mean over the runs' : '';
  const interval = rows.some(({ results }) => results.some(({ interval }) => interval))
    ? ` with Wilson's interval of 95 % for the class's images`
    : '';
  const difference = words
    ? ` Difference in percentage points. ${words}; what lies within has no colour. Of many classes without any difference, about one in twenty lies beyond.`
    : '';
  return `${measured} accuracy of every class in percent after the last epoch${several}${interval}.${difference}`;
}

function accuracyCell({ accuracy, interval }: ClassResult): Html {
  return html`${percent(accuracy)}${interval ? html` <small class="aside">${Math.round(100 * interval[0])}–${Math.round(100 * interval[1])}</small>` : null}`;
}

const differenceOf = ({ difference }: ClassRow) => difference?.value ?? null;

function differenceCell({ difference }: ClassRow): Html {
  const interval = intervalPoints(difference);
  return html`${differencePoints(difference)}${interval ? html` <small class="interval aside">${interval}</small>` : null}`;
}

function takenColumn(
  names: readonly string[],
  i: number,
  label: string,
  series: number,
): ListColumn<ClassRow> {
  return {
    title: series === 1 ? 'Most taken for' : `Most taken for, ${label}`,
    isText: true,
    value: ({ results }) => nameOf(names, results[i]!.taken),
    cell: ({ results }) => {
      const { taken, tested } = results[i]!;
      return taken
        ? html`${names[taken.predicted]!} <small class="aside">${percent(taken.images / tested)} %</small>`
        : NONE;
    },
  };
}

const nameOf = (names: readonly string[], taken: Confusion | undefined) =>
  taken ? names[taken.predicted]! : null;
