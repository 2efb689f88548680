import { sizeFrom } from '../checks';
import { resolveOptions } from '../options';
import { type ClassMeans, classMeans } from './class-means';
import {
  type ClassTallies,
  f1Of,
  occurringClasses,
  recallsOf,
  tallyClasses,
  testedClasses,
} from './class-tallies';
import type { ClassIds } from './read-class-ids';
import { readOutcomes } from './read-outcomes';

/** Options of {@link classificationMetrics}. */
export interface ClassificationMetricsOptions {
  /** Number of classes K. Only needed where labels and predictions are both class ids. */
  classes?: number;
}

/** Figures of one class, each from 0 to 1. */
export interface ClassMetrics<Figure = number> {
  /**
   * The share that is of the class among the samples that are predicted as it; 0 where none is predicted as it, as in scikit-learn.
   * Null for a class that has no test samples and is never predicted.
   */
  precision: Figure | null;
  /** The share that is predicted as the class among its samples. Null for a class without test samples. */
  recall: Figure | null;
  /** The harmonic mean of precision and recall. Null for a class that has no test samples and is never predicted. */
  f1: Figure | null;
  /** The number of test samples of the class. */
  support: number;
}

/** The class that is recognised worst. */
export interface WorstClass<Figure = number> {
  /** The class with the lowest recall of those that have test samples, the first of equals. */
  class: number;
  /** Its recall. */
  recall: Figure;
}

/** What {@link classificationMetrics} returns: fractions from 0 to 1. */
export interface ClassificationMetrics<Figure = number> extends ClassMeans<Figure> {
  /** The class with the lowest recall. */
  worstClass: WorstClass<Figure>;
  /** The figures of each class, in label order. */
  perClass: ClassMetrics<Figure>[];
}

/**
 * Accuracy, balanced accuracy, macro F1, geometric and harmonic mean of the per-class recalls, the worst class, and precision, recall
 * and F1 of each class. On a long-tailed task with a balanced test set, accuracy and balanced accuracy are the same; the geometric
 * and the harmonic mean and the worst class show what they hide: classes that are hardly recognised at all.
 *
 * The values are those of scikit-learn (`balanced_accuracy_score`, `f1_score` with `average='macro'`,
 * `precision_recall_fscore_support`), with its defaults where something is 0 / 0, except that what is not defined is null here
 * where it is 0 there: the recall of a class without test samples, and all figures of a class that does not occur at all.
 *
 * @param labels true class ids, an array or a tensor `[n]` or `[n, 1]`, or one-hot rows `[n, K]`
 * @param predictions predicted class ids in the same forms, or logits or probabilities `[n, K]`, whose greatest is the prediction
 * @param options the number of classes, where neither of them has a column for each class
 * @throws RangeError where shapes or lengths differ, an id is out of range, or a score is not finite
 * @throws TypeError where the number of classes is not known, or an argument is of another type
 * @see Brodersen et al. 2010, The Balanced Accuracy and Its Posterior Distribution; Kubat and Matwin 1997, Addressing the Curse
 * of Imbalanced Training Sets: One-Sided Selection, on the geometric mean
 *
 * @example
 * ```ts
 * import { classificationMetrics } from 'mbib';
 * const { balancedAccuracy, worstClass } = await classificationMetrics([0, 0, 1, 2], [0, 1, 1, 0], { classes: 3 });
 * // balancedAccuracy 0.5, worstClass { class: 2, recall: 0 }
 * ```
 */
export async function classificationMetrics(
  labels: ClassIds,
  predictions: ClassIds,
  options?: ClassificationMetricsOptions,
): Promise<ClassificationMetrics> {
  const { classes } = resolveOptions(options, classificationMetricsOptions);
  const tallies = tallyClasses(await readOutcomes(labels, predictions, classes));
  return metricsOf(tallies);
}

/** The metrics of a test set whose samples are counted. */
export function metricsOf(tallies: ClassTallies): ClassificationMetrics {
  const recalls = recallsOf(tallies);
  const tested = testedClasses(tallies);
  const occurring = occurringClasses(tallies);
  const worst = tested.reduce((worst, k) => (recalls[k]! < recalls[worst]! ? k : worst));
  const perClass = Array.from(recalls, (recall, k): ClassMetrics => {
    const occurs = tallies.support[k]! > 0 || tallies.predicted[k]! > 0;
    return {
      precision: occurs ? tallies.hits[k]! / (tallies.predicted[k] || 1) : null,
      recall: tallies.support[k] ? recall : null,
      f1: occurs ? f1Of(tallies, k) : null,
      support: tallies.support[k]!,
    };
  });
  return {
    ...classMeans(tallies, tested, occurring, recalls),
    worstClass: { class: worst, recall: recalls[worst]! },
    perClass,
  };
}

/** The options of {@link classificationMetrics}, for `resolveOptions`. */
export const classificationMetricsOptions = {
  classes: { check: /* @__PURE__ */ sizeFrom(1), default: undefined },
} as const;
