/** All test images, then the classes by their number of training images. */
export const GROUPS = ['all', 'many', 'medium', 'few'] as const;

/** @see GROUPS */
export type Group = (typeof GROUPS)[number];

/** Who belongs to a group, in training images a class. */
export const GROUP_RULES: Record<Group, string> = {
  all: 'every test image',
  many: 'over 100 images',
  medium: '20 to 100 images',
  few: 'under 20 images',
};

/**
 * The group of a class: many over 100 training images, few under 20, medium between.
 *
 * @param samples Training images of the class.
 * @example
 * groupOf(19); // 'few'
 */
export function groupOf(samples: number): Exclude<Group, 'all'> {
  if (samples > 100) return 'many';
  return samples < 20 ? 'few' : 'medium';
}
