import { assertClassCounts, assertFinite, type ClassCounts, reject, show } from '../checks';
import { resolveOptions } from '../options';
import { meanPerClass } from './mean-per-class';
import { type ClassIds, readClassIds } from './read-class-ids';
import { shotBounds } from './shot-bounds';

/** Options of {@link shotAccuracy}: the bounds of the groups. Papers differ in them. */
export interface ShotAccuracyOptions {
  /** Classes with more training samples than this are many-shot. Default 100. */
  many?: number;
  /** Classes with fewer training samples than this are few-shot. Default 20. */
  few?: number;
}

const shotAccuracyOptions = {
  many: { check: assertFinite, default: shotBounds.many },
  few: { check: assertFinite, default: shotBounds.few },
} as const;

/** Accuracies as fractions from 0 to 1; null for a class or a group without test samples. */
export interface ShotAccuracy {
  /** The share of all samples that are predicted right. */
  all: number;
  /** Mean accuracy of the classes with more than `many` training samples. */
  many: number | null;
  /** Mean accuracy of the classes with `few` to `many` training samples, both included. */
  medium: number | null;
  /** Mean accuracy of the classes with fewer than `few` training samples. */
  few: number | null;
  /** The accuracy of each class, in label order. */
  perClass: (number | null)[];
}

/**
 * The accuracy over all samples, and over the many-, medium- and few-shot classes: those with more than 100, with 20 to 100 and
 * with fewer than 20 training samples ({@link shotBounds}). The accuracy of a group is the mean of the accuracies of its
 * classes, so that every class counts the same.
 *
 * @param labels true class ids, an array or a tensor `[n]` or `[n, 1]`, or one-hot rows `[n, K]`
 * @param predictions predicted class ids in the same forms, or logits or probabilities `[n, K]`. They are read into memory at
 * once; for a very large test set, collect the predicted ids batch by batch and pass those
 * @param samplesPerClass number of training samples of each class in label order, length K
 * @param options other bounds of the groups
 * @throws RangeError where shapes or lengths differ, an id is out of range, a score is NaN, or `few` exceeds `many`
 * @see Mixture of Balanced Information Bottlenecks, Section 4.1, on the groups
 *
 * @example
 * ```ts
 * import { shotAccuracy } from 'mbib';
 * await shotAccuracy([0, 0, 1, 2], [0, 1, 1, 0], [500, 50, 5]);
 * // { all: 0.5, many: 0.5, medium: 1, few: 0, perClass: [0.5, 1, 0] }
 * ```
 */
export async function shotAccuracy(
  labels: ClassIds,
  predictions: ClassIds,
  samplesPerClass: ClassCounts,
  options?: ShotAccuracyOptions,
): Promise<ShotAccuracy> {
  assertClassCounts(samplesPerClass);
  const { many, few } = resolveOptions(options, shotAccuracyOptions);
  if (few > many) reject('options.few', `not exceed options.many (${many})`, show(few));
  const classes = samplesPerClass.length;
  const truth = await readClassIds('labels', labels, classes);
  const predicted = await readClassIds('predictions', predictions, classes, truth.length);

  let right = 0;
  const perClass = meanPerClass(truth, classes, (i) => {
    const hit = Number(truth[i] === predicted[i]);
    right += hit;
    return hit;
  });
  const group = (belongs: (count: number) => boolean) =>
    mean(perClass.filter((accuracy, i) => accuracy !== null && belongs(samplesPerClass[i]!)) as number[]);
  return {
    all: right / truth.length,
    many: group((count) => count > many),
    medium: group((count) => count >= few && count <= many),
    few: group((count) => count < few),
    perClass,
  };
}

function mean(values: number[]): number | null {
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}
