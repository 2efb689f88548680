import type { EpochAccuracy } from '../run-state';

/**
 * The mean of the accuracies of the classes that have images, which counts each class the same: balanced accuracy.
 *
 * @returns 0..1; 0 where no class has an image
 *
 * @example
 * ```ts
 * balancedAccuracy([1, 0.5, null]); // 0.75
 * ```
 */
export function balancedAccuracy(perClass: readonly (number | null)[]): number {
  const known = perClass.filter((accuracy) => accuracy !== null);
  return known.length === 0 ? 0 : known.reduce((sum, accuracy) => sum + accuracy, 0) / known.length;
}

/**
 * Of two epochs, the one with the higher balanced accuracy; of equals the one with the higher accuracy over all images, then the
 * earlier one. Over all images of long-tailed validation data, an epoch that has given up the rare classes would win.
 *
 * @param best the best epoch so far, null before the first
 * @param next the epoch after it
 */
export function betterBalanced(best: EpochAccuracy | null, next: EpochAccuracy): EpochAccuracy {
  if (best === null) return next;
  const gain = balancedAccuracy(next.perClass) - balancedAccuracy(best.perClass);
  if (gain !== 0) return gain > 0 ? next : best;
  return (next.accuracy.all ?? 0) > (best.accuracy.all ?? 0) ? next : best;
}
