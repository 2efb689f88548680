import type { PhotoList } from '../photo-list';
import type { UnreadableImage } from '../unreadable-image-error';
import type { ListedFile } from './listed-files';

/** A photograph of a list with which something is wrong. `reason` is to be read after its path: 'does not exist'. */
export interface PhotoProblem extends UnreadableImage {
  /** Name of the list: 'train'. */
  list: string;
  /** Index of the photograph in the list. */
  photo: number;
}

/**
 * What is wrong with the photographs of some lists, from what is wrong with their files.
 *
 * @param files the files of the lists
 * @param reasons what is wrong with each, `[files]`; undefined where nothing is
 * @returns the photographs in the order of the lists
 *
 * @example
 * ```ts
 * const problems = problemsOf({ train }, listedFiles({ train }), reasons);
 * ```
 */
export function problemsOf(
  lists: Readonly<Record<string, PhotoList>>,
  files: readonly ListedFile[],
  reasons: readonly (string | undefined)[],
): PhotoProblem[] {
  const found = files.flatMap(({ uses }, i) => {
    const reason = reasons[i];
    return reason === undefined ? [] : uses.map((use) => ({ ...use, reason }));
  });
  const names = new Map(Object.keys(lists).map((name, i) => [name, i]));
  found.sort((a, b) => names.get(a.list)! - names.get(b.list)! || a.photo - b.photo);
  return found.map(({ list, photo, reason }) => {
    const { file, place, paths } = lists[list]!;
    return { list, photo, file, place: place(photo), path: paths[photo]!, reason };
  });
}
