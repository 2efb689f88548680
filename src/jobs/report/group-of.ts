import { shotBounds } from 'mbib';
import { type Group, groupWithin } from '../log/groups';
import type { GroupBounds } from '../log/run-log';

/** Which classes are in a group, by their number of training images, for people. */
export function groupRules({ many, few }: GroupBounds = shotBounds): Record<Group, string> {
  return {
    all: 'every image',
    many: `over ${many} images`,
    medium: `${few} to ${many} images`,
    few: `under ${few} images`,
    unseen: 'no images',
  };
}

/**
 * The group of a class; `unseen` where it has no training images.
 *
 * @param samples training images of the class
 * @param bounds of the groups. Default {@link shotBounds}
 *
 * @example
 * ```ts
 * import { groupOf } from 'mbib/jobs';
 *
 * groupOf(19); // 'few'
 * groupOf(19, { many: 50, few: 10 }); // 'medium'
 * ```
 */
export function groupOf(samples: number, bounds: GroupBounds = shotBounds): Exclude<Group, 'all'> {
  return groupWithin(samples, bounds);
}
