import { assertClassCounts, assertFinite, type ClassCounts, reject, show } from '../checks';
import { resolveOptions } from '../options';
import { meanPerClass } from './mean-per-class';
import { type ClassIds, readClassIds } from './read-class-ids';
import { shotBounds } from './shot-bounds';

/** Options of {@link shotAccuracy}: the bounds of the groups, which differ between repositories. */
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

/** Accuracies from 0 to 1; null where a class or a group has no test sample. */
export interface ShotAccuracy {
  /** Share of all samples that are right. */
  all: number;
  /** Mean accuracy of the classes with more than `many` training samples. */
  many: number | null;
  /** Mean accuracy of the classes between, the bounds included. */
  medium: number | null;
  /** Mean accuracy of the classes with fewer than `few` training samples. */
  few: number | null;
  /** Accuracy of each class. */
  perClass: (number | null)[];
}

/**
 * Accuracy over all samples, and over the many-, medium- and few-shot classes: those with more than 100, 20 to 100, and
 * fewer than 20 training samples. A group's accuracy is the mean of the accuracies of its classes.
 *
 * @param labels true class ids, an array or a tensor `[n]` or `[n, 1]`, or one-hot rows `[n, K]`
 * @param predictions predicted class ids in the same forms, or logits or probabilities `[n, K]`, read into memory; where
 * that is too much, gather the ids of the batches
 * @param samplesPerClass training samples of each class, length K
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
