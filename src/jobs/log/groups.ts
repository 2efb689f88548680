/**
 * The groups of classes that accuracies are told of: `all` test images, then those of the classes with `many` training images
 * (over 100), `medium` (20 to 100) and `few` (under 20), and those of the classes that were never trained on, `unseen`.
 *
 * @example
 * ```ts
 * import { GROUPS, type GroupAccuracy, percent } from 'mbib/jobs';
 *
 * const accuracy: GroupAccuracy = { all: 0.41, many: 0.68, medium: 0.42, few: null };
 * console.log(GROUPS.map((group) => `${group} ${percent(accuracy[group] ?? null)}`).join(', ')); // all 41.0, …, unseen –
 * ```
 */
export const GROUPS = ['all', 'many', 'medium', 'few', 'unseen'] as const;

/** One of {@link GROUPS}. */
export type Group = (typeof GROUPS)[number];

/**
 * The groups that are told of where classes have these numbers of training images: all of {@link GROUPS}, but `unseen` only where
 * a class has none, as hardly any data set has such classes.
 *
 * @example
 * ```ts
 * import { groupsOf } from 'mbib/jobs';
 *
 * groupsOf([500, 5]); // ['all', 'many', 'medium', 'few']
 * ```
 */
export function groupsOf(samplesPerClass: readonly number[]): Group[] {
  return GROUPS.filter((group) => group !== 'unseen' || samplesPerClass.includes(0));
}

/** The group of a class with as many training images, within given bounds; `unseen` where it has none. */
export function groupWithin(
  samples: number,
  { many, few }: Record<'many' | 'few', number>,
): Exclude<Group, 'all'> {
  if (samples === 0) return 'unseen';
  if (samples > many) return 'many';
  return samples < few ? 'few' : 'medium';
}
