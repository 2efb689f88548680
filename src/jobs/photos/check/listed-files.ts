import type { PhotoList } from '../photo-list';
import type { PhotoFolder } from '../reading/photo-reader';
import { resolvedFolder } from '../reading/resolved-folder';

/** A file that lists name. */
export interface ListedFile {
  /** Where it is, and how it is read. */
  folder: PhotoFolder;
  /** Relative to the folder. */
  path: string;
  /** Which photograph of which list it is. */
  uses: { list: string; photo: number }[];
}

/**
 * The files that some lists name, each once.
 *
 * @param lists the lists by their names
 * @throws DataError where the folder of a list does not exist
 *
 * @example
 * ```ts
 * const files = listedFiles({ train, test });
 * ```
 */
export function listedFiles(lists: Readonly<Record<string, PhotoList>>): ListedFile[] {
  const files = new Map<string, Map<string, ListedFile>>();
  for (const [list, photos] of Object.entries(lists)) {
    const folder = resolvedFolder(photos);
    const key = JSON.stringify(folder);
    const ofFolder = files.get(key) ?? new Map<string, ListedFile>();
    files.set(key, ofFolder);
    photos.paths.forEach((path, photo) => {
      const file = ofFolder.get(path);
      if (file) file.uses.push({ list, photo });
      else ofFolder.set(path, { folder, path, uses: [{ list, photo }] });
    });
  }
  return [...files.values()].flatMap((ofFolder) => [...ofFolder.values()]);
}
