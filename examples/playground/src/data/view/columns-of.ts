import { shotBounds } from 'mbib';
import { countPerClass, indicesOfClasses } from 'mbib/jobs';
import type { PlaygroundData } from '../../state/playground-data';

/** What is shown of a class. */
export interface ClassColumn {
  name: string;
  /** Number of pictures to train on. */
  train: number;
  /** Number of pictures to test on. */
  test: number;
  /** Its group by the number of its pictures. */
  group: 'many' | 'medium' | 'few';
  /** Places of some of its pictures in the training set. */
  trainSamples: readonly number[];
  /** Places of some of its pictures in the test set. */
  testSamples: readonly number[];
}

/**
 * What is shown of each class, in label order.
 *
 * @param samples the most pictures to show of a class, to train on and to test on
 */
export function columnsOf(data: PlaygroundData, samples: { train: number; test: number }): ClassColumn[] {
  const { train, test, samplesPerClass } = data;
  const [inTrain, inTest] = [indicesOfClasses(train), indicesOfClasses(test)];
  const testCounts = countPerClass(test);
  return train.classNames.map((name, label) => ({
    name,
    train: samplesPerClass[label]!,
    test: testCounts[label]!,
    group: groupOf(samplesPerClass[label]!),
    trainSamples: inTrain[label]!.slice(0, samples.train),
    testSamples: inTest[label]!.slice(0, samples.test),
  }));
}

/** The largest number on a linear axis, and the marks up to it: at most five, at 1, 2 or 5 times a power of ten. */
export function axisOf(most: number): number[] {
  const rough = Math.max(1, most) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough)!);
  const marks = [0];
  while (marks.at(-1)! < most) marks.push(marks.at(-1)! + step);
  return marks;
}

function groupOf(count: number): ClassColumn['group'] {
  if (count > shotBounds.many) return 'many';
  return count < shotBounds.few ? 'few' : 'medium';
}
