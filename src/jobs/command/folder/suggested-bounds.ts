import type { GroupBounds } from '../../log/run-log';
import type { FolderClass } from '../../photos/folder/image-folder-summary';

/**
 * Bounds that put about a third of the classes into each group.
 *
 * @param classes of a folder; those without a training picture do not count
 * @returns undefined where the counts are too much alike for three groups
 *
 * @example
 * ```ts
 * import { suggestedBounds } from 'mbib/jobs';
 *
 * suggestedBounds([{ train: 9 }, { train: 5 }, { train: 2 }]); // { many: 5, few: 5 }
 * ```
 */
export function suggestedBounds(classes: readonly Pick<FolderClass, 'train'>[]): GroupBounds | undefined {
  const counts = classes.map(({ train }) => train).filter((count) => count > 0);
  const sorted = Int32Array.from(counts).sort();
  if (sorted.length < 3) return undefined;
  const few = sorted[Math.floor(sorted.length / 3)]!;
  const many = sorted[Math.ceil((2 * sorted.length) / 3) - 1]!;
  return sorted[0]! < few && sorted.at(-1)! > many ? { many, few } : undefined;
}
