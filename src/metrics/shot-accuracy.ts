import { assertFinite, assertTrainingCounts, type ClassCounts, reject, show } from '../checks';
import { resolveOptions } from '../options';
import { type ClassTallies, recallsOf, tallyClasses, testedClasses } from './class-tallies';
import { type ClassIds, readClassIds } from './read-class-ids';
import { readLabels } from './read-labels';
import type { Outcomes } from './read-outcomes';
import { shotBounds } from './shot-bounds';

/** Options of {@link shotAccuracy}: the bounds of the groups. Papers differ in them. */
export interface ShotAccuracyOptions {
  /** Classes with more training samples than this are many-shot. Default 100. */
  many?: number;
  /** Classes with fewer training samples than this, but at least one, are few-shot. Default 20. */
  few?: number;
}

/** Accuracies as fractions from 0 to 1; null for a class or a group without test samples. */
export interface ShotAccuracy<Figure = number> {
  /** The share of all samples that are predicted right. */
  all: Figure;
  /** Mean accuracy of the classes with more than `many` training samples. */
  many: Figure | null;
  /** Mean accuracy of the classes with `few` to `many` training samples, both included. */
  medium: Figure | null;
  /** Mean accuracy of the classes with fewer than `few` training samples. */
  few: Figure | null;
  /** Mean accuracy of the classes without training samples, such as those of an open world. */
  unseen: Figure | null;
  /** The accuracy of each class, in label order. */
  perClass: (Figure | null)[];
}

/**
 * The accuracy over all samples, and over the many-, medium- and few-shot classes: those with more than 100, with 20 to 100 and
 * with fewer than 20 training samples ({@link shotBounds}). Classes without training samples are a group of their own, `unseen`. The
 * accuracy of a group is the mean of the accuracies of its classes, so that every class counts the same.
 *
 * @param labels true class ids, an array or a tensor `[n]` or `[n, 1]`, or one-hot rows `[n, K]`
 * @param predictions predicted class ids in the same forms, or logits or probabilities `[n, K]`. They are read into memory at
 * once; for a very large test set, collect the predicted ids batch by batch and pass those
 * @param samplesPerClass number of training samples of each class in label order, length K, finite and not negative
 * @param options other bounds of the groups
 * @throws RangeError where shapes or lengths differ, an id is out of range, a score is not finite, a count is negative or not finite,
 * or `few` exceeds `many`
 * @throws TypeError where an argument or an option is of another type
 * @see Mixture of Balanced Information Bottlenecks, Section 4.1, on the groups
 *
 * @example
 * ```ts
 * import { shotAccuracy } from 'mbib';
 * await shotAccuracy([0, 0, 1, 2], [0, 1, 1, 0], [500, 50, 5]);
 * // { all: 0.5, many: 0.5, medium: 1, few: 0, unseen: null, perClass: [0.5, 1, 0] }
 * ```
 */
export async function shotAccuracy(
  labels: ClassIds,
  predictions: ClassIds,
  samplesPerClass: ClassCounts,
  options?: ShotAccuracyOptions,
): Promise<ShotAccuracy> {
  const { many, few } = resolveOptions(options, shotAccuracyOptions);
  const groups = shotGroups(samplesPerClass, many, few);
  return shotAccuracyOf(tallyClasses(await readShotOutcomes(labels, predictions, samplesPerClass)), groups);
}

/** The classes of each group. */
export type ShotGroups = Record<ShotGroup, number[]>;

type ShotGroup = 'many' | 'medium' | 'few' | 'unseen';

/** Checks the counts and the bounds, and puts each class into its group. */
export function shotGroups(samplesPerClass: ClassCounts, many: number, few: number): ShotGroups {
  assertTrainingCounts(samplesPerClass);
  if (few > many) reject('options.few', `not exceed options.many (${many})`, show(few));
  const groups: ShotGroups = { many: [], medium: [], few: [], unseen: [] };
  for (let k = 0; k < samplesPerClass.length; k++) groups[groupOf(samplesPerClass[k]!)].push(k);
  return groups;

  function groupOf(count: number): ShotGroup {
    if (count === 0) return 'unseen';
    if (count > many) return 'many';
    return count < few ? 'few' : 'medium';
  }
}

/** Reads labels and predictions of the classes that are counted. */
export async function readShotOutcomes(
  labels: ClassIds,
  predictions: ClassIds,
  { length: classes }: ClassCounts,
): Promise<Outcomes> {
  const truth = await readLabels(labels, classes);
  const predicted = await readClassIds('predictions', predictions, classes, truth.length);
  return { labels: truth, predictions: predicted, classes };
}

/** The accuracies of a test set whose samples are counted. */
export function shotAccuracyOf(tallies: ClassTallies, groups: ShotGroups): ShotAccuracy {
  const { support, hits } = tallies;
  const recalls = recallsOf(tallies);
  const group = (classes: number[]) => {
    const tested = classes.filter((k) => support[k]! > 0);
    return tested.length ? tested.reduce((sum, k) => sum + recalls[k]!, 0) / tested.length : null;
  };
  const total = (counts: Float64Array) => testedClasses(tallies).reduce((sum, k) => sum + counts[k]!, 0);
  return {
    all: total(hits) / total(support),
    many: group(groups.many),
    medium: group(groups.medium),
    few: group(groups.few),
    unseen: group(groups.unseen),
    perClass: Array.from(recalls, (recall, k) => (support[k] ? recall : null)),
  };
}

/** The options of {@link shotAccuracy}, for `resolveOptions`. */
export const shotAccuracyOptions = {
  many: { check: assertFinite, default: shotBounds.many },
  few: { check: assertFinite, default: shotBounds.few },
} as const;
