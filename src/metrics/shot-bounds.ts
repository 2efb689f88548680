/**
 * The bounds of the groups of classes, in training samples of a class: many-shot classes have more than `many`, few-shot
 * classes fewer than `few`, but at least one, medium-shot classes the numbers between, both bounds included.
 *
 * @see Liu et al. 2019, Large-Scale Long-Tailed Recognition in an Open World, whose bounds the paper uses (Section 4.1)
 *
 * @example
 * ```ts
 * import { shotBounds } from 'mbib';
 * const rare = [500, 50, 5].filter((samples) => samples < shotBounds.few); // [5]
 * ```
 */
export const shotBounds = {
  /** Classes with more training samples are many-shot. */
  many: 100,
  /** Classes with fewer training samples are few-shot. */
  few: 20,
} as const;
