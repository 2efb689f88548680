import { readdir, realpath, stat, statfs } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { compareText } from './compare-text';
import { unreadableReason } from './inspect-file';
import { isMeantAsPicture } from './picture-format';

/** What cannot be read in a folder, and why. */
export interface PathReason {
  /** Relative to the data folder, with forward slashes. */
  path: string;
  /** To be read after the path: 'is no picture'. */
  reason: string;
}

/** What is left out of a folder, and why. */
export interface LeftOut extends PathReason {
  /** Whether it may be a picture, or a folder of pictures: its user takes it for one, or it cannot be looked into. */
  mayBePicture: boolean;
}

/** What {@link walkFolder} finds. All paths are relative to the data folder and have forward slashes. */
export interface FolderContent {
  /** The files at any depth, links to files among them, as the tree is walked: by name. */
  files: string[];
  /** How many of the files are symbolic links, or lie in a folder that is reached by one. */
  links: number;
  /** How many of those lead to a file that is not in the data folder. */
  linksOut: number;
  /** Links that lead nowhere or in a circle, folders that cannot be read, and what is neither file nor folder. */
  problems: LeftOut[];
}

/** Files that systems leave in folders, besides hidden ones. */
const litter = new Set([
  '__macosx',
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  'icon\r',
  '@eadir',
  '$recycle.bin',
]);

/** Whether a file or a folder is left out without a word: hidden ones, and what macOS and Windows leave behind. */
export function isLitter(name: string): boolean {
  return name.startsWith('.') || litter.has(name.toLowerCase());
}

/**
 * Finds all files in a folder and the folders in it. Symbolic links are followed, also out of the data folder. A folder that is
 * reached in several ways is read once, which also ends circles of links. The result does not depend on the order in which the file
 * system names things.
 *
 * @param root the data folder, with symbolic links resolved
 * @param folder the folder in it, relative, with forward slashes
 *
 * @example
 * ```ts
 * const { files } = await walkFolder('/data/pets', 'cat'); // ['cat/1.jpg', 'cat/kittens/1.jpg']
 * ```
 */
export async function walkFolder(root: string, folder: string): Promise<FolderContent> {
  const walk = new Walk(root);
  await walk.folder(folder);
  await walk.linkedFolders();
  return walk.content;
}

class Walk {
  readonly content: FolderContent = { files: [], links: 0, linksOut: 0, problems: [] };
  /** Folders that were read, with links resolved. */
  private readonly read = new Set<string>();
  /** Links to folders. They come after the folders themselves, so that a picture has the path without a link. */
  private readonly linked: { path: string; real: string; from: string }[] = [];

  constructor(private readonly root: string) {}

  async folder(path: string): Promise<void> {
    try {
      const real = await realpath(join(this.root, path));
      if (this.read.has(real)) return;
      this.read.add(real);
      const entries = await readdir(real, { withFileTypes: true });
      for (const entry of entries.sort((a, b) => compareText(a.name, b.name))) {
        if (isLitter(entry.name)) continue;
        const inside = `${path}/${entry.name}`;
        if (entry.isDirectory()) await this.folder(inside);
        else if (entry.isFile()) this.file(inside, join(real, entry.name));
        else await this.link(inside, real);
      }
    } catch (error) {
      this.problem(path, unreadableReason(error, path), true);
    }
  }

  async linkedFolders(): Promise<void> {
    // Reading one may find more.
    for (const { path, real, from } of this.linked) {
      if (isInside(from, real))
        this.problem(path, 'is a link to a folder that it lies in, and is not followed', false);
      else if (await isOfSystem(real)) this.problem(path, `${OF_SYSTEM}, and is not followed`, false);
      else await this.folder(path);
    }
  }

  private file(path: string, real: string): void {
    this.content.files.push(path);
    if (real === join(this.root, path)) return;
    this.content.links++;
    if (!isInside(real, this.root)) this.content.linksOut++;
  }

  /** A symbolic link; or, on file systems that do not say what an entry is, anything. */
  private async link(path: string, from: string): Promise<void> {
    try {
      const real = await realpath(join(this.root, path));
      const stats = await stat(real);
      if (stats.isDirectory()) this.linked.push({ path, real, from });
      else if (stats.isFile()) this.file(path, real);
      else this.problem(path, 'is not a file');
    } catch (error) {
      this.content.problems.push(lostLink(error, path));
    }
  }

  private problem(path: string, reason: string, mayBePicture = isMeantAsPicture(path)): void {
    this.content.problems.push({ path, reason, mayBePicture });
  }
}

/** What is left out where what may be a symbolic link cannot be followed. */
export function lostLink(error: unknown, path: string): LeftOut {
  const { code } = error as NodeJS.ErrnoException;
  const reason = unreadableReason(error, path);
  const ofLink = (text: string) => ({ path, reason: text, mayBePicture: isMeantAsPicture(path) });
  if (code === 'ENOENT' && reason.startsWith('cannot')) return ofLink('is a link that leads nowhere');
  if (code === 'ELOOP') return ofLink('is a link that leads back to itself');
  return { path, reason, mayBePicture: true };
}

/** The numbers that Linux gives to its file systems without a disk: /proc and /sys. */
const systemTypes = [0x9fa0, 0x62656572];

/** To be read after the path of a folder that {@link isOfSystem}. */
export const OF_SYSTEM = 'is a folder of the system, which holds no pictures';

/** Whether a folder is one that the system makes up, such as /proc. Its files have no end, and its links lead to the whole disk. */
export async function isOfSystem(folder: string): Promise<boolean> {
  return systemTypes.includes((await statfs(folder)).type);
}

/** Whether a path is `folder` or lies in it. */
function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
