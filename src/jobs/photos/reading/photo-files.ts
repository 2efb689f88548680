import { closeSync, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { shownName } from '../../data/text/quoted';
import { fileErrorReason } from '../../files/atomic-file';
import { READ_WITHOUT_WAITING } from '../../files/reading/file-bytes';
import { UnreadablePhotoError } from './unreadable-photo-error';

/** No picture that a decoder takes has a larger file. */
const MOST_PHOTO_BYTES = 2 ** 30;

/** What a thread keeps for its files. A file that is larger gets memory of its own. */
const MOST_SHARED_BYTES = 2 ** 26;

/** Reads a file. The bytes are valid until the next file is read: all share one buffer. */
export type PhotoFiles = (path: string) => Buffer;

/**
 * Makes a function that reads files of photographs, and only files inside the data folder: a symbolic link that leads out of it is
 * refused unless `linksOut` allows it.
 *
 * @param root the data folder with symbolic links resolved, as `realpathSync.native` returns it
 * @param linksOut whether links may lead out of the data folder
 * @returns a function of a path relative to `root`; it throws `UnreadablePhotoError` where there is no such file or it is refused
 *
 * @example
 * ```ts
 * const bytesOf = photoFiles('/data/imagenet');
 * bytesOf('train/n01440764/n01440764_10026.JPEG');
 * ```
 */
export function photoFiles(root: string, linksOut = false): PhotoFiles {
  // One buffer for all files. With a new one for each, collecting the old ones took longer than reading.
  let shared = Buffer.alloc(0);
  const bufferFor = (size: number) => {
    if (size > MOST_SHARED_BYTES) return Buffer.alloc(size);
    if (size > shared.length) shared = Buffer.alloc(Math.min(2 * size, MOST_SHARED_BYTES));
    return shared.subarray(0, size);
  };
  return (path) => {
    try {
      const file = realpathSync.native(join(root, path));
      const reason = linkRefusal(root, file, linksOut);
      if (reason !== undefined) throw new UnreadablePhotoError(reason);
      const descriptor = openSync(file, READ_WITHOUT_WAITING);
      try {
        const stats = fstatSync(descriptor);
        if (!stats.isFile()) throw new UnreadablePhotoError('is not a file');
        const { size } = stats;
        if (size === 0) throw new UnreadablePhotoError('is empty');
        if (size > MOST_PHOTO_BYTES) throw new UnreadablePhotoError(tooLarge(size));
        const buffer = bufferFor(size);
        return buffer.subarray(0, readAll(descriptor, buffer));
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      throw readingError(error as NodeJS.ErrnoException, path);
    }
  };
}

/** Why a file is refused that lies outside the data folder; undefined where it does not, or may. */
export function linkRefusal(root: string, file: string, linksOut: boolean): string | undefined {
  return linksOut || !leadsOut(relative(root, file))
    ? undefined
    : `${LINK_OUT} ${shownName(root)}, to ${shownName(file)}`;
}

/** Whether a photograph is refused because of {@link linkRefusal}. */
export function isLinkOut(reason: string): boolean {
  return reason.startsWith(LINK_OUT);
}

const LINK_OUT = 'is a link that leads out of';

function tooLarge(size: number): string {
  const [has, most] = [size, MOST_PHOTO_BYTES].map((bytes) => (bytes / 2 ** 30).toFixed(1));
  return `has ${has} GiB, and a picture may have ${most}`;
}

function leadsOut(path: string): boolean {
  return path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
}

function readAll(descriptor: number, buffer: Buffer): number {
  let end = 0;
  for (let count = -1; count !== 0 && end < buffer.length; end += count) {
    count = readSync(descriptor, buffer, end, buffer.length - end, null);
  }
  return end;
}

/** Errors of the machine, not of a file: the next file would have the same. */
const ofMachine = ['EMFILE', 'ENFILE', 'ENOMEM', 'ESTALE', 'ETIMEDOUT', 'EHOSTDOWN', 'ENOTCONN'];

/**
 * An error that is due to one path says that this photograph cannot be read. Other errors, such as too many open files, are due to
 * the machine: they stop the reading, and name the photograph too.
 */
function readingError(error: NodeJS.ErrnoException, path: string): Error {
  if (error instanceof UnreadablePhotoError) return error;
  const { code = '' } = error;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new UnreadablePhotoError('does not exist');
  const isOfFile = error.syscall !== undefined && !ofMachine.includes(code);
  if (isOfFile) return new UnreadablePhotoError(`cannot be read (${fileErrorReason(error)})`);
  return new Error(`${shownName(path)} cannot be read: ${fileErrorReason(error)}`, { cause: error });
}
