import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileErrorReason } from '../../files/atomic-file';
import { inParallel } from '../folder/in-parallel';
import type { PhotoList } from '../photo-list';
import { linkRefusal } from '../reading/photo-files';
import { type ListedFile, listedFiles } from './listed-files';
import { type PhotoProblem, problemsOf } from './listed-problems';

/** Of names that a folder does not have, so many are looked for one by one: a file system may not tell capitals from small letters. */
const MOST_SINGLE = 1000;

/** What {@link missingPhotos} found. */
export interface MissingPhotos {
  /** Number of files that were looked for. One that is listed several times is looked for once. */
  files: number;
  /** The photographs that cannot be read, in the order of the lists. */
  problems: PhotoProblem[];
}

/**
 * Looks for every photograph of some lists without opening one: the folders are read, so that half a million files take seconds.
 *
 * @param lists the lists by their names
 * @throws DataError where the folder of a list does not exist
 *
 * @example
 * ```ts
 * import { loadImagenetLt, missingPhotos } from 'mbib/jobs';
 *
 * declare const folder: string;
 * const { train, test } = await loadImagenetLt(folder);
 * const { problems } = await missingPhotos({ train, test });
 * for (const { list, path, reason } of problems) console.log(`${list}: ${path} ${reason}`);
 * ```
 */
export async function missingPhotos(lists: Readonly<Record<string, PhotoList>>): Promise<MissingPhotos> {
  const files = listedFiles(lists);
  const search = new Search(files.length);
  await inParallel([...byFolder(files).values()], (folder) => search.folder(folder));
  return { files: files.length, problems: problemsOf(lists, files, search.reasons) };
}

/** The files of one folder. */
interface FilesOfFolder {
  /** Where the lists lie that name them, with links resolved. */
  root: string;
  linksOut: boolean;
  /** Relative to `root`. */
  path: string;
  files: { name: string; index: number }[];
}

function byFolder(files: readonly ListedFile[]): Map<string, FilesOfFolder> {
  const folders = new Map<string, FilesOfFolder>();
  files.forEach(({ folder: { root, linksOut = false }, path }, index) => {
    const end = path.lastIndexOf('/');
    const key = JSON.stringify([root, linksOut, path.slice(0, end + 1)]);
    const folder = folders.get(key) ?? { root, linksOut, path: path.slice(0, end + 1), files: [] };
    folders.set(key, folder);
    folder.files.push({ name: path.slice(end + 1), index });
  });
  return folders;
}

class Search {
  /** Why each file cannot be read, `[files]`; undefined where nothing is wrong. */
  readonly reasons: (string | undefined)[];
  private absent = 0;

  constructor(files: number) {
    this.reasons = new Array<string | undefined>(files).fill(undefined);
  }

  async folder({ root, linksOut, path, files }: FilesOfFolder): Promise<void> {
    const entries = await entriesOf(join(root, path));
    if (typeof entries === 'string') {
      for (const { index } of files) this.reasons[index] = entries;
      return;
    }
    const unclear = files.filter(({ name, index }) => {
      const entry = entries.names?.get(name);
      // A folder that is reached by a link may lie elsewhere, and its files with it.
      if (entry?.isFile()) this.reasons[index] = linkRefusal(root, join(entries.real, name), linksOut);
      return !entry?.isFile();
    });
    await inParallel(unclear, async ({ name, index }) => {
      const isAbsent = entries.names?.has(name) === false;
      const isKnown = isAbsent && this.absent >= MOST_SINGLE;
      const reason = isKnown ? 'does not exist' : await reasonOf(root, join(root, path, name), linksOut);
      this.reasons[index] = reason;
      if (isAbsent && reason) this.absent++;
    });
  }
}

/** The names in a folder, without them where it may not be listed; or why there are none. */
async function entriesOf(folder: string): Promise<{ real: string; names?: Map<string, Dirent> } | string> {
  try {
    const real = await realpath(folder);
    const entries = await readdir(real, { withFileTypes: true }).catch((error) => {
      if (['EACCES', 'EPERM'].includes(error.code)) return undefined;
      throw error;
    });
    return entries ? { real, names: new Map(entries.map((entry) => [entry.name, entry])) } : { real };
  } catch (error) {
    return missingReason(error);
  }
}

/** What is wrong with one file, as the end of a sentence that begins with its path. */
async function reasonOf(root: string, path: string, linksOut: boolean): Promise<string | undefined> {
  try {
    const refusal = linksOut ? undefined : linkRefusal(root, await realpath(path), linksOut);
    if (refusal !== undefined) return refusal;
    return (await stat(path)).isFile() ? undefined : 'is not a file';
  } catch (error) {
    return missingReason(error);
  }
}

function missingReason(error: unknown): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['ENOENT', 'ENOTDIR'].includes(code)
    ? 'does not exist'
    : `cannot be read (${fileErrorReason(error)})`;
}
