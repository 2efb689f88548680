import { shotBounds } from 'mbib';
import type { Group } from '../log/groups';

const { many, few } = shotBounds;

/** Which classes are in a group, by their number of training images, for people. */
export const GROUP_RULES: Record<Group, string> = {
  all: 'every test image',
  many: `over ${many} images`,
  medium: `${few} to ${many} images`,
  few: `under ${few} images`,
  unseen: 'no images',
};

/**
 * The group of a class, by the bounds of {@link shotBounds}; `unseen` where it has no training images.
 *
 * @param samples training images of the class
 *
 * @example
 * ```ts
 * import { groupOf } from 'mbib/jobs';
 *
 * groupOf(19); // 'few'
 * ```
 */
export function groupOf(samples: number): Exclude<Group, 'all'> {
  if (samples === 0) return 'unseen';
  if (samples > many) return 'many';
  return samples < few ? 'few' : 'medium';
}
