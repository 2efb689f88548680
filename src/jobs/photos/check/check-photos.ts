import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { assertBoolean, assertFunction, rejectType, show, wholeNumberFrom } from '../../../checks';
import { resolveOptions } from '../../../options';
import { identicalFiles } from '../folder/identical-files';
import { inParallel } from '../folder/in-parallel';
import type { PhotoList } from '../photo-list';
import type { PhotoSize } from '../reading/load-decoder';
import { defaultWorkers } from '../reading/photo-workers';
import { decodeAll } from './decode-all';
import { type ListedFile, listedFiles } from './listed-files';
import { type PhotoProblem, problemsOf } from './listed-problems';

/** A photograph of a list. */
export interface ListedPhoto {
  /** Name of the list: 'train'. */
  list: string;
  /** Of the photograph, as the list has it. */
  path: string;
  /** Name of its class. */
  className: string;
}

/** What {@link checkPhotos} found: plain data, for a program to show. */
export interface PhotoCheck {
  /** Number of files that were looked at. One that is listed several times is looked at once. */
  files: number;
  /** Photographs that cannot be read or are too small, in the order of the lists. */
  problems: PhotoProblem[];
  /** Photographs with the same content, each time all of them: in one list or several, under one class or several. */
  same: ListedPhoto[][];
}

/** Options of {@link checkPhotos}. */
export interface PhotoCheckOptions {
  /** A photograph with a side below this number of pixels is too small. Default 8. */
  smallest?: number | undefined;
  /** Whether photographs with the same content are looked for. Default true. */
  duplicates?: boolean | undefined;
  /** Number of threads that decode, at least 1. Default: as of `photoSource`. */
  workers?: number | undefined;
  /** Called every few hundred photographs with the number of files looked at so far, and of all. */
  onProgress?: ((done: number, of: number) => void) | undefined;
}

/**
 * Decodes every photograph of some lists once, and says what is wrong with which. A training would find the same when it comes to the
 * photograph.
 *
 * @param lists the lists by their names
 * @param options what is looked for
 * @throws DataError where the folder of a list does not exist; TypeError or RangeError where an argument does not fit; Error where a
 * package that decodes is missing
 *
 * @example
 * ```ts
 * import { checkPhotos, loadImagenetLt } from 'mbib/jobs';
 *
 * declare const folder: string;
 * const { train, val, test } = await loadImagenetLt(folder);
 * const { problems, same } = await checkPhotos({ train, val, test });
 * for (const { list, path, reason } of problems) console.log(`${list}: ${path} ${reason}`);
 * for (const photos of same) console.log(photos.map(({ path }) => path).join(' = '));
 * ```
 */
export async function checkPhotos(
  lists: Readonly<Record<string, PhotoList>>,
  options?: PhotoCheckOptions,
): Promise<PhotoCheck> {
  if (typeof lists !== 'object' || lists === null)
    rejectType('lists', 'be lists by their names', show(lists));
  const resolved = resolveOptions(options, photoCheckOptions);
  const files = listedFiles(lists);
  const decoded = await decodeAll(files, resolved.workers, resolved.onProgress);
  const reasons = decoded.map((file) => reasonOf(file, resolved.smallest));
  const readable = files.filter((_, i) => !('reason' in decoded[i]!));
  return {
    files: files.length,
    problems: problemsOf(lists, files, reasons),
    same: resolved.duplicates ? await sameOf(lists, readable) : [],
  };
}

/** What is wrong with a file; undefined where nothing is. */
function reasonOf(file: PhotoSize | { reason: string }, smallest: number): string | undefined {
  if ('reason' in file) return file.reason;
  const { width, height } = file;
  return Math.min(width, height) < smallest ? `has only ${width} × ${height} pixels` : undefined;
}

/** Photographs with the same content. */
async function sameOf(
  lists: Readonly<Record<string, PhotoList>>,
  files: readonly ListedFile[],
): Promise<ListedPhoto[][]> {
  const paths = files.map(({ folder, path }) => join(folder.root, path));
  const sizes = await inParallel(paths, async (path) => (await stat(path)).size);
  const first = await identicalFiles(paths, sizes);
  const groups = new Map<number, ListedPhoto[]>();
  files.forEach(({ uses }, i) => {
    const group = groups.get(first[i]!) ?? [];
    groups.set(first[i]!, group);
    for (const { list, photo } of uses) {
      const { paths, labels, classNames } = lists[list]!;
      group.push({ list, path: paths[photo]!, className: classNames[labels[photo]!]! });
    }
  });
  return [...groups.values()].filter(({ length }) => length > 1);
}

const photoCheckOptions = {
  smallest: { check: wholeNumberFrom(1), default: 8 },
  duplicates: { check: assertBoolean, default: true },
  workers: { check: wholeNumberFrom(1), default: defaultWorkers },
  onProgress: { check: assertListener, default: undefined },
} as const;

function assertListener(argument: string, value: (done: number, of: number) => void): void {
  assertFunction(argument, value, 'of the number of files looked at and of all');
}
