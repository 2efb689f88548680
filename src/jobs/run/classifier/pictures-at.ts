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
  /** Paths that were named and are no pictures, and why; of a folder, what may be a picture and cannot be read: other files are passed over. */
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
    problems.push(...inside.problems);
    for (const file of inside.pictures) {
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

/** The pictures of a path, and what keeps others from being read. */
interface PathContent {
  pictures: string[];
  problems: PathReason[];
}

async function filesAt(path: string): Promise<PathContent> {
  const none = (reason: string) => ({ pictures: [], problems: [{ path, reason }] });
  try {
    if ((await stat(path)).isDirectory()) return await picturesIn(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return none(code === 'ENOENT' ? 'does not exist' : unreadableReason(error, path));
  }
  const seen = await inspectFile(path);
  return 'reason' in seen ? none(seen.reason) : { pictures: [path], problems: [] };
}

async function picturesIn(folder: string): Promise<PathContent> {
  const real = await realpath(folder);
  const { files, problems } = await walkFolder(dirname(real), basename(real));
  const here = (path: string) => join(folder, path.slice(basename(real).length + 1));
  const seen = await inParallel(files.map(here), async (path) => ({ path, ...(await inspectFile(path)) }));
  const leftOut = [
    ...problems.map((problem) => ({ ...problem, path: here(problem.path) })),
    ...seen.filter((file) => 'reason' in file),
  ];
  const content = {
    pictures: seen.filter((file) => 'size' in file).map(({ path }) => path),
    problems: leftOut
      .filter(({ mayBePicture }) => mayBePicture)
      .map(({ path, reason }) => ({ path, reason })),
  };
  if (content.pictures.length + content.problems.length > 0) return content;
  return { pictures: [], problems: [{ path: folder, reason: 'holds no picture' }] };
}
