import { count, percent } from '../../log/format';
import type { DataSet } from '../grouping/data-sets';
import type { Confusion } from '../tested/confusions';
import type { Findings } from '../tested/findings';
import { whichImages } from '../tested/which-images';
import type { List } from './list-column';

/** The confusions of one class with another, the most frequent first. */
export function confusionList(dataSet: DataSet, findings: Findings): List<Confusion> {
  const { classNames, samplesPerClass } = dataSet;
  const { mistakes, tested } = findings.confusions;
  const share = ({ truth, images }: Confusion) => images / tested[truth]!;
  return {
    caption: `Images of one class that are taken for another, of ${whichImages(dataSet, findings)}. Part: of the test images of the true class, in percent.`,
    search: 'Find a class',
    noun: 'confusions',
    columns: [
      { title: 'True class', isText: true, value: nameOf('truth'), cell: nameOf('truth') },
      { title: 'Taken for', isText: true, value: nameOf('predicted'), cell: nameOf('predicted') },
      { title: 'Images', value: ({ images }) => images, cell: ({ images }) => count(images) },
      { title: 'Part', value: share, cell: (confusion) => percent(share(confusion)) },
      {
        title: 'Training images, true',
        value: trainOf('truth'),
        cell: (each) => count(trainOf('truth')(each)),
      },
      {
        title: 'Training images, taken for',
        value: trainOf('predicted'),
        cell: (each) => count(trainOf('predicted')(each)),
      },
    ],
    rows: mistakes,
    words: (confusion) => `${nameOf('truth')(confusion)}\n${nameOf('predicted')(confusion)}`,
  };

  function nameOf(key: 'truth' | 'predicted') {
    return (confusion: Confusion): string => classNames[confusion[key]]!;
  }

  function trainOf(key: 'truth' | 'predicted') {
    return (confusion: Confusion): number => samplesPerClass[confusion[key]]!;
  }
}
