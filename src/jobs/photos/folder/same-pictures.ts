import { firstOf, type SamePicture, type SamePictures } from './image-folder-summary';
import type { FoundPicture } from './read-image-folder';
import type { Split } from './stratified-split';

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
  const same = several.map((indices): SamePicture => {
    const of = <T>(take: (index: number) => T) => [...new Set(indices.map(take))];
    return {
      paths: indices.map((i) => pictures[i]!.path),
      classes: of((i) => pictures[i]!.className),
      splits: of((i) => splits[i]!),
    };
  });
  return {
    copies: sum(same.filter(({ classes, splits }) => classes.length === 1 && splits.length === 1)),
    underTwoClasses: sum(same.filter(({ classes }) => classes.length > 1)),
    inTwoSplits: sum(same.filter(({ splits }) => splits.length > 1)),
  };
}

function sum(same: readonly SamePicture[]): SamePictures {
  return { ...firstOf(same), files: same.reduce((files, { paths }) => files + paths.length, 0) };
}
