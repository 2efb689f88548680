import type { Interval } from 'mbib';
import type { ClassifierLabels } from '../../classifier/description';
import { count, NONE, percent } from '../../log/format';
import { describeUnreadable } from '../../photos/unreadable-image-error';
import type { Evaluation } from '../../run/classifier/evaluate-classifier';
import type { TestPictures } from '../../run/classifier/test-pictures';
import { countOf, shortName } from '../folder/in-words';
import { type Column, table } from '../terminal/table';

/**
 * The figures of an evaluation in lines for a terminal, in percent.
 *
 * @param width the longest line of a table: where it is too short, names of classes are cut, then intervals left out
 */
export function describeEvaluation(
  classifier: ClassifierLabels,
  evaluation: Evaluation,
  data: Pick<TestPictures, 'part' | 'splitSeed' | 'splitOfRun'> & { data: string },
  width = Number.POSITIVE_INFINITY,
): string[] {
  const { unreadable } = evaluation;
  return [
    what(evaluation, data),
    ...(data.splitOfRun === false ? [OTHER_SPLIT] : []),
    ...equality(evaluation),
    ...unreadable.map(describeUnreadable),
    '',
    ...table(overallColumns, overall(classifier, evaluation), width),
    '',
    ...table(classColumns, perClass(classifier, evaluation), width),
  ];
}

const OTHER_SPLIT =
  'It is not the split of the run, so that some of these may be pictures that it was trained on, which makes the figures too good.';

const overallColumns: readonly Column[] = [
  { title: '', left: true, cut: true },
  { title: '%' },
  { title: '95 % interval', rank: 1 },
];

const classColumns: readonly Column[] = [
  { title: 'class', left: true, cut: true },
  { title: 'train', rank: 2 },
  { title: 'test', rank: 1 },
  { title: 'precision' },
  { title: '', rank: 4 },
  { title: 'recall' },
  { title: '', rank: 3 },
];

function what(
  { images, testPerClass }: Evaluation,
  { data, part, splitSeed }: Parameters<typeof describeEvaluation>[2],
): string {
  const tested = testPerClass.filter((n) => n > 0).length;
  const of = part === 'all' ? '' : `, part ${part}`;
  const split = splitSeed === undefined ? '' : ` of the split with seed ${splitSeed}`;
  return `${data}${of}${split}: ${countOf(images, 'image')} of ${countOf(tested, 'class', 'classes')}`;
}

function equality({ equal, testPerClass }: Evaluation): string[] {
  if (equal) return [`Every class has ${countOf(testPerClass[0]!, 'test image')}.`];
  const tested = testPerClass.filter((n) => n > 0);
  const [least, most] = [tested.reduce((a, b) => Math.min(a, b)), tested.reduce((a, b) => Math.max(a, b))];
  const range =
    least === most ? countOf(least, 'test image') : `${count(least)} to ${count(most)} test images`;
  const without = testPerClass.length - tested.length;
  const none = without === 0 ? '' : `; ${countOf(without, 'class has', 'classes have')} none`;
  return [
    `Unequal test set: ${tested.length === 1 ? 'one class has' : 'the classes have'} ${range}${none}. Accuracy over all images counts ` +
      'the frequent classes most, the balanced one all the same.',
  ];
}

function overall(
  { bounds: { many, few } }: ClassifierLabels,
  { groups, metrics, equal }: Evaluation,
): string[][] {
  const rows: [string, Interval | null][] = [
    [equal ? 'accuracy' : 'accuracy (unequal test set)', metrics.accuracy],
    ['balanced accuracy', metrics.balancedAccuracy],
    ['macro F1', metrics.macroF1],
    [`many: over ${many} training images`, groups.many],
    [`medium: ${few} to ${many}`, groups.medium],
    [`few: under ${few}`, groups.few],
  ];
  if (groups.unseen) rows.push(['unseen: none', groups.unseen]);
  return rows.map(([name, figure]) => [name, ...withInterval(figure)]);
}

function perClass(
  { labels, samplesPerClass }: ClassifierLabels,
  { metrics, testPerClass }: Evaluation,
): string[][] {
  return metrics.perClass.map(({ precision, recall }, k) => [
    shortName(labels[k]!),
    count(samplesPerClass[k]!),
    count(testPerClass[k]!),
    ...withInterval(precision),
    ...withInterval(recall),
  ]);
}

function withInterval(figure: Interval | null): [value: string, interval: string] {
  if (figure === null) return [NONE, ''];
  return [percent(figure.value), `${percent(figure.low)} – ${percent(figure.high)}`];
}
