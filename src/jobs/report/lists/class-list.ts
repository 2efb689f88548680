import { count, NONE, percent } from '../../log/format';
import { inSentence, list } from '../../log/words';
import type { DataSet } from '../grouping/data-sets';
import { type Html, html } from '../html';
import { differencePoints, intervalPoints } from '../intervals/difference-text';
import { compareSeries } from '../intervals/series-differences';
import type { Confusion } from '../tested/confusions';
import type { Findings } from '../tested/findings';
import { whichImages } from '../tested/which-images';
import { type ClassRow, classRows, type Measured } from './class-rows';
import type { List, ListColumn } from './list-column';

/** Up to this many series have a column for what classes are taken for. */
const MOST_TAKEN = 4;

/**
 * The classes of a data set with what every series comes to on them.
 *
 * @param found of each series, null where its runs did not keep what they predicted
 */
export function classList(dataSet: DataSet, found: readonly (Findings | null)[]): List<ClassRow> {
  const { series, classNames, measured } = dataSet;
  const difference = series.length === 2 ? compareSeries(dataSet, series[0]!, series[1]!) : undefined;
  const rows = classRows(dataSet, found, difference);
  const taken = series.length <= MOST_TAKEN && found.some((findings) => findings !== null);
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
        title: series.length > 1 ? label : measured === 'Test' ? 'Accuracy' : 'Validation accuracy',
        value: ({ results }) => results[i]!.accuracy,
        cell: ({ results }) => accuracyCell(results[i]!),
      }),
    ),
    ...(difference
      ? [{ title: 'Difference', value: differenceOf, cell: differenceCell } satisfies ListColumn<ClassRow>]
      : []),
    ...(measured === 'Validation' ? testColumns(dataSet, found) : []),
    ...(taken ? series.flatMap(({ label }, i) => takenColumn(classNames, i, label, series.length)) : []),
  ];
  return {
    caption: [captionOf(dataSet, rows, difference?.words), testedText(dataSet, found)].join(' ').trim(),
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

/** Where the accuracies after every epoch are those of validation images: the test images, and the accuracy on them. */
function testColumns({ series }: DataSet, found: readonly (Findings | null)[]): ListColumn<ClassRow>[] {
  return [
    {
      title: 'Test images',
      value: ({ test }) => test,
      cell: ({ test }) => (test === null ? NONE : count(test)),
    },
    ...series.flatMap(({ label }, i): ListColumn<ClassRow>[] => {
      if (!found[i]) return [];
      const title = series.length === 1 ? 'Test accuracy' : `Test, ${label}`;
      const value = ({ results }: ClassRow) => results[i]!.test?.accuracy ?? null;
      return [
        { title, value, cell: ({ results }) => (results[i]!.test ? accuracyCell(results[i]!.test) : NONE) },
      ];
    }),
  ];
}

/** Of which images and epochs the columns are that come from what runs predicted. */
function testedText(dataSet: DataSet, found: readonly (Findings | null)[]): string {
  const { series, measured } = dataSet;
  const texts = found.flatMap((findings) => (findings ? whichImages(dataSet, findings) : []));
  if (texts.length === 0) return '';
  const columns = [
    ...(measured === 'Validation' ? ['Test accuracy'] : []),
    ...(series.length <= MOST_TAKEN ? ['What a class is most taken for'] : []),
  ];
  if (columns.length === 0) return '';
  const [first, second] = columns as [string, string?];
  return `${first}${second ? ` and ${inSentence(second)}` : ''}: of ${list([...new Set(texts)])}.`;
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

function accuracyCell({ accuracy, interval }: Measured): Html {
  return html`${percent(accuracy)}${interval ? html` <small class="aside">${Math.round(100 * interval.low)}–${Math.round(100 * interval.high)}</small>` : null}`;
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
