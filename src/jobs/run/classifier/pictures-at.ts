import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { inParallel } from '../../photos/folder/in-parallel';
import { inspectFile, unreadableReason } from '../../photos/folder/inspect-file';
import { type PathReason, walkFolder } from '../../photos/folder/walk-folder';
import type { PhotoList } from '../../photos/photo-list';

/** Pictures that somebody named. */
export interface NamedPictures {
  /** The pictures, of one class that says nothing. They are read as a viewer shows them. */
  list: PhotoList;
  /** Path of each, `[pictures]`, as it was named. */
  names: string[];
  /** Paths that were named and are no pictures, and why; of a folder, what is in it and is no picture is passed over. */
  problems: PathReason[];
}

/**
 * The pictures at some paths; of a folder all that are in it, at any depth.
 *
 * @param paths of files and folders, as a person gives them
 *
 * @example
 * ```ts
 * const { list, names, problems } = await picturesAt(['cat.jpg', 'holidays']);
 * ```
 */
export async function picturesAt(paths: readonly string[]): Promise<NamedPictures> {
  const root = await realpath('.');
  const files: string[] = [];
  const names: string[] = [];
  const problems: PathReason[] = [];
  for (const path of paths) {
    const inside = await filesAt(path);
    if (typeof inside === 'string') {
      problems.push({ path, reason: inside });
      continue;
    }
    for (const file of inside) {
      files.push(relative(root, resolve(file)).split(sep).join('/'));
      names.push(file);
    }
  }
  const list: PhotoList = {
    file: 'the command',
    root,
    paths: files,
    labels: new Int32Array(files.length),
    place: (photo) => names[photo]!,
    classes: 1,
    classNames: ['picture'],
    asShown: true,
    linksOut: true,
  };
  return { list, names, problems };
}

/** The pictures of a path; a text says why there are none. */
async function filesAt(path: string): Promise<string[] | string> {
  try {
    if ((await stat(path)).isDirectory()) return await picturesIn(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'does not exist' : unreadableReason(error, path);
  }
  const seen = await inspectFile(path);
  return 'reason' in seen ? seen.reason : [path];
}

async function picturesIn(folder: string): Promise<string[] | string> {
  const real = await realpath(folder);
  const { files } = await walkFolder(dirname(real), basename(real));
  const inside = files.map((file) => join(folder, file.slice(basename(real).length + 1)));
  const seen = await inParallel(inside, inspectFile);
  const pictures = inside.filter((_, i) => !('reason' in seen[i]!));
  return pictures.length > 0 ? pictures : 'holds no picture';
}
