import {
  type ClassificationMetrics,
  classificationMetricsIntervals,
  type Interval,
  type ShotAccuracy,
  shotAccuracyIntervals,
} from 'mbib';
import type { ClassBounds } from '../../classifier/description';
import { DataError } from '../../data/data-error';
import { countPerClass } from '../../data/image-set';
import { quoted } from '../../data/text/quoted';
import type { LoadedClassifier } from '../../files/classifier/load-classifier';
import { rangeOf } from '../../log/statistics';
import { list as listed, plural } from '../../log/words';
import type { PhotoList } from '../../photos/photo-list';
import type { UnreadableImage } from '../../photos/unreadable-image-error';
import { NoImagesError } from '../run-errors';
import { type PredictPicturesOptions, predictPictures } from './predict-pictures';

/** What {@link evaluateClassifier} finds. Every figure has an interval of 95 %. */
export interface Evaluation {
  /** Number of test images that were read. */
  images: number;
  /** Test images of each class, in the classifier's order. */
  testPerClass: number[];
  /** Whether all classes have the same number of test images. */
  equal: boolean;
  /** Test images that could not be read. */
  unreadable: UnreadableImage[];
  /** Accuracy by groups. */
  groups: ShotAccuracy<Interval>;
  /** Means over classes, and figures of each class. */
  metrics: ClassificationMetrics<Interval>;
}

/** Options of {@link evaluateClassifier}. */
export interface EvaluateOptions extends PredictPicturesOptions {
  /** Bounds of the groups. Default: those of the classifier. */
  bounds?: ClassBounds | undefined;
}

/**
 * Measures a classifier on labelled pictures.
 *
 * @param classifier takes square images
 * @param list the pictures; their classes are those of the classifier by name
 * @throws DataError where the list has a class that the classifier does not know; NoImagesError where no picture can be read
 *
 * @example
 * ```ts
 * import { evaluateClassifier, loadClassifier, loadImageFolder } from 'mbib/jobs';
 *
 * declare const folder: string; // with a folder of pictures for each class
 * const { test } = await loadImageFolder(folder);
 * const { metrics, groups } = await evaluateClassifier(await loadClassifier('runs/mine'), test);
 * console.log(metrics.balancedAccuracy.value, groups.few?.value);
 * ```
 */
export async function evaluateClassifier(
  classifier: LoadedClassifier,
  list: PhotoList,
  { bounds = classifier.bounds, ...reading }: EvaluateOptions = {},
): Promise<Evaluation> {
  const labelOf = labelsByName(classifier, list);
  const { pictures, probabilities, unreadable } = await predictPictures(classifier, list, reading);
  if (pictures.length === 0) throw new NoImagesError('test', unreadable.length);
  const labels = Int32Array.from(pictures, (picture) => labelOf[list.labels[picture]!]!);
  const predictions = Int32Array.from(probabilities, (row) => row.indexOf(rangeOf(row).greatest));
  const classes = classifier.labels.length;
  const testPerClass = countPerClass({ labels, classes });
  return {
    images: pictures.length,
    testPerClass,
    equal: testPerClass.every((count) => count === testPerClass[0]),
    unreadable,
    groups: await shotAccuracyIntervals(labels, predictions, classifier.samplesPerClass, bounds),
    metrics: await classificationMetricsIntervals(labels, predictions, { classes }),
  };
}

/** The classifier's label of each class of a list. */
function labelsByName({ labels, folder }: LoadedClassifier, { classNames, file }: PhotoList): number[] {
  const known = new Map(labels.map((name, label) => [name, label]));
  const unknown = classNames.filter((name) => !known.has(name));
  if (unknown.length > 0) {
    const first = unknown.slice(0, 3).map((name) => quoted(name));
    const names = unknown.length > first.length ? `${first.join(', ')} and others` : listed(first);
    throw new DataError(
      file,
      `${file} has ${plural(unknown.length, 'class', 'classes')} that the classifier in ${folder} does not know: ${names}.`,
    );
  }
  return classNames.map((name) => known.get(name)!);
}
