import type { Split } from '../../data/split/stratified-split';
import { firstOf, type SameFile, type SamePictures } from './image-folder-summary';
import type { FoundPicture } from './read-image-folder';

/** Pictures that have several files, by what that means. */
export interface Sameness {
  /** Of one class and one split. */
  copies: SamePictures;
  /** Of several classes. */
  underTwoClasses: SamePictures;
  /** Of several splits. */
  inTwoSplits: SamePictures;
}

/**
 * Sums up which pictures have several files.
 *
 * @param pictures the pictures
 * @param contents what each shows, `[pictures]`: the same number for the same content
 * @param splits the split of each, `[pictures]`
 *
 * @example
 * ```ts
 * const { copies } = samePictures(pictures, contents, splits);
 * ```
 */
export function samePictures(
  pictures: readonly FoundPicture[],
  contents: ArrayLike<number>,
  splits: readonly Split[],
): Sameness {
  const files = new Map<number, number[]>();
  for (let i = 0; i < pictures.length; i++) {
    const others = files.get(contents[i]!);
    if (others) others.push(i);
    else files.set(contents[i]!, [i]);
  }
  const several = [...files.values()].filter(({ length }) => length > 1);
  const same = several.map((indices) =>
    indices.map((i): SameFile => {
      const { path, className } = pictures[i]!;
      return { path, className, split: splits[i]! };
    }),
  );
  const isIn = (what: 'className' | 'split') => (files: readonly SameFile[]) =>
    files.some((file) => file[what] !== files[0]![what]);
  const [inClasses, inSplits] = [isIn('className'), isIn('split')];
  return {
    copies: sum(same.filter((files) => !inClasses(files) && !inSplits(files))),
    underTwoClasses: sum(same.filter(inClasses)),
    inTwoSplits: sum(same.filter(inSplits)),
  };
}

function sum(same: readonly SameFile[][]): SamePictures {
  return { ...firstOf(same), files: same.reduce((count, { length }) => count + length, 0) };
}
