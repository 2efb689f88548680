/**
 * The groups of classes that accuracies are told of: `all` test images, then those of the classes with `many` training images
 * (over 100), `medium` (20 to 100) and `few` (under 20).
 *
 * @example
 * ```ts
 * import { GROUPS, type GroupAccuracy, percent } from 'mbib/jobs';
 *
 * const accuracy: GroupAccuracy = { all: 0.41, many: 0.68, medium: 0.42, few: null };
 * console.log(GROUPS.map((group) => `${group} ${percent(accuracy[group])}`).join(', ')); // all 41.0, …, few –
 * ```
 */
export const GROUPS = ['all', 'many', 'medium', 'few'] as const;

/** One of {@link GROUPS}. */
export type Group = (typeof GROUPS)[number];
