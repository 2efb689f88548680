import { closeSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { UnreadablePhotoError } from './unreadable-photo-error';

/** Lends the bytes of a file until it is asked for the next one. */
export type PhotoFiles = (path: string) => Buffer;

/**
 * Reads the files of photographs, which must lie in the data set's folder, also where a link leads to one.
 *
 * @param root the folder, without links: what `realpathSync.native` says
 * @returns takes a path relative to `root`; throws `UnreadablePhotoError` where there is no such file, or it lies elsewhere
 *
 * @example
 * ```ts
 * const bytesOf = photoFiles('/data/imagenet');
 * bytesOf('train/n01440764/n01440764_10026.JPEG');
 * ```
 */
export function photoFiles(root: string): PhotoFiles {
  // One buffer for all: a new one for each file makes the garbage collector the slowest part of reading.
  let buffer = Buffer.alloc(0);
  return (path) => {
    try {
      const file = realpathSync.native(join(root, path));
      if (leadsOut(relative(root, file))) {
        throw new UnreadablePhotoError(`is a link that leads out of ${root}, to ${file}`);
      }
      const stats = statSync(file);
      // Opening a pipe would wait for who writes to it.
      if (!stats.isFile()) throw new UnreadablePhotoError('is not a file');
      const { size } = stats;
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

/** Errors of a path are the photograph's own; those of the machine, such as too many open files, stop the run. */
function readingError(error: NodeJS.ErrnoException): Error {
  const { code = '', message } = error;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new UnreadablePhotoError('does not exist');
  if (['EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG'].includes(code)) {
    return new UnreadablePhotoError(`cannot be read (${message})`);
  }
  return error;
}
