import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../../data/data-error';
import type { Split } from '../../data/split/stratified-split';
import { FileError } from '../../files/atomic-file';
import { compareText } from './compare-text';
import { type ClassesFolder, type FolderLayout, folderLayout } from './folder-layout';
import { inParallel } from './in-parallel';
import { inspectFile, isBrokenName, unreadableReason } from './inspect-file';
import { isMeantAsPicture } from './picture-format';
import {
  isLitter,
  isOfSystem,
  type LeftOut,
  lostLink,
  OF_SYSTEM,
  type PathReason,
  walkFolder,
} from './walk-folder';

/** A picture in a folder of classes. */
export interface FoundPicture {
  /** Relative to the data folder, with forward slashes. */
  path: string;
  /** The name of its class. */
  className: string;
  /** The split that it lies in; undefined where the folder has none. */
  split: Split | undefined;
  /** Of its file, in bytes. */
  size: number;
}

/** What there is in a data folder. */
export interface FoundFolder extends FolderLayout {
  /** The pictures in class folders, by their file names, then by their paths. */
  pictures: FoundPicture[];
  /** Pictures that lie in no class folder. */
  outside: string[];
  /** Class folders without a picture. */
  emptyClasses: string[];
  /** Folders of classes or of splits that cannot be read, and links that may lead to one. */
  lostFolders: PathReason[];
  /** What else is no picture or cannot be read. */
  leftOut: LeftOut[];
  /** How many files are reached by symbolic links. */
  links: number;
  /** How many of these lie outside the data folder. */
  linksOut: number;
}

/**
 * Looks at every file of a folder of classes, or of splits with classes.
 *
 * @param folder the data folder
 * @throws FileError where it cannot be read; DataError where its splits are not clear
 *
 * @example
 * ```ts
 * const { pictures, leftOut } = await readImageFolder('/data/pets');
 * ```
 */
export async function readImageFolder(folder: string): Promise<FoundFolder> {
  const root = await realpath(folder).catch((error) => {
    throw new FileError(`Cannot read the data folder ${folder}`, error);
  });
  const top = await entriesOf(root, '').catch((error) => {
    throw new FileError(`Cannot read the data folder ${folder}`, error);
  });
  if (await isOfSystem(root)) throw new DataError(folder, `${folder} ${OF_SYSTEM}.`);
  const layout = folderLayout(folder, top.folders);
  const found: FoundFolder = {
    ...layout,
    pictures: [],
    outside: [],
    emptyClasses: [],
    lostFolders: top.lost,
    leftOut: top.problems,
    links: 0,
    linksOut: 0,
  };
  await readLooseFiles(root, top.files, found);
  for (const part of layout.parts) {
    const entries = part.name === '' ? top : await entriesOf(root, part.name).catch(lostFolder(part.name));
    if (entries !== top) {
      found.lostFolders.push(...entries.lost);
      found.leftOut.push(...entries.problems);
      await readLooseFiles(root, entries.files, found);
    }
    for (const path of entries.folders) await readClass(root, path, part, found);
  }
  found.pictures.sort((a, b) => compareText(nameOf(a.path), nameOf(b.path)) || compareText(a.path, b.path));
  found.leftOut.sort((a, b) => compareText(a.path, b.path));
  return found;
}

async function readClass(
  root: string,
  folder: string,
  { split }: ClassesFolder,
  found: FoundFolder,
): Promise<void> {
  const { files, links, linksOut, problems } = await walkFolder(root, folder);
  found.lostFolders.push(...problems.filter(({ path }) => path === folder));
  found.leftOut.push(...problems.filter(({ path }) => path !== folder));
  found.links += links;
  found.linksOut += linksOut;
  // macOS takes names apart into letters and accents, others do not; to a reader they are the same.
  const className = nameOf(folder).normalize('NFC');
  const before = found.pictures.length;
  for (const { path, seen } of await inspectAll(root, files)) {
    if ('reason' in seen) found.leftOut.push({ path, ...seen });
    else found.pictures.push({ path, className, split, size: seen.size });
  }
  if (found.pictures.length === before) found.emptyClasses.push(folder);
}

/** Files that lie where only folders of classes are expected. */
async function readLooseFiles(root: string, files: readonly string[], found: FoundFolder): Promise<void> {
  for (const { path, seen } of await inspectAll(root, files)) {
    if ('reason' in seen) found.leftOut.push({ path, ...seen });
    else found.outside.push(path);
  }
}

function inspectAll(root: string, paths: readonly string[]) {
  return inParallel(paths, async (path) => ({ path, seen: await inspectFile(join(root, path)) }));
}

interface Entries {
  folders: string[];
  files: string[];
  /** What cannot be looked into and is named neither like a picture nor unreadably: a folder, for all that is known. */
  lost: PathReason[];
  problems: LeftOut[];
}

/** The entries of a folder that cannot be read. */
function lostFolder(path: string): (error: unknown) => Entries {
  return (error) => ({
    folders: [],
    files: [],
    lost: [{ path, reason: unreadableReason(error, path) }],
    problems: [],
  });
}

/** What lies in a folder itself, links followed; paths are relative to `root`, by name. */
async function entriesOf(root: string, folder: string): Promise<Entries> {
  const entries: Entries = { folders: [], files: [], lost: [], problems: [] };
  const names = (await readdir(join(root, folder))).filter((name) => !isLitter(name)).sort(compareText);
  for (const name of names) {
    const path = folder === '' ? name : `${folder}/${name}`;
    const stats = await stat(join(root, path)).catch((error) => lostLink(error, path));
    if ('reason' in stats)
      (isMeantAsPicture(path) || isBrokenName(path) ? entries.problems : entries.lost).push(stats);
    else if (stats.isDirectory()) entries.folders.push(path);
    else if (stats.isFile()) entries.files.push(path);
    else entries.problems.push({ path, reason: 'is not a file', mayBePicture: isMeantAsPicture(path) });
  }
  return entries;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
