import { closeSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { UnreadablePhotoError } from './unreadable-photo-error';

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
  let buffer = Buffer.alloc(0);
  return (path) => {
    try {
      const file = realpathSync.native(join(root, path));
      if (!linksOut && leadsOut(relative(root, file))) {
        throw new UnreadablePhotoError(`is a link that leads out of ${root}, to ${file}`);
      }
      const stats = statSync(file);
      // To open a named pipe would block until somebody writes to it.
      if (!stats.isFile()) throw new UnreadablePhotoError('is not a file');
      const { size } = stats;
      if (size === 0) throw new UnreadablePhotoError('is empty');
      const descriptor = openSync(file, 'r');
      try {
        if (size > buffer.length) buffer = Buffer.alloc(2 * size);
        return buffer.subarray(0, readAll(descriptor, buffer.subarray(0, size)));
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      throw readingError(error as NodeJS.ErrnoException);
    }
  };
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

/**
 * An error that is due to one path says that this photograph cannot be read. Other errors, such as too many open files, are due to
 * the machine and are thrown as they are.
 */
function readingError(error: NodeJS.ErrnoException): Error {
  const { code = '', message } = error;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new UnreadablePhotoError('does not exist');
  if (['EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG'].includes(code)) {
    return new UnreadablePhotoError(`cannot be read (${message})`);
  }
  return error;
}
