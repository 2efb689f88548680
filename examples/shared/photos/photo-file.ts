import { closeSync, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { UnreadablePhotoError } from './unreadable-photo';

/** Lends the bytes of a file until it is asked for the next one. */
export type PhotoFiles = (path: string) => Buffer;

/**
 * Reads the files of photographs, which must lie in the data set's folder, also where a link leads to one.
 *
 * @param root the folder, without links: what `realpathSync` says
 * @returns takes a path relative to `root`; throws `UnreadablePhotoError` where there is no such file, or it lies elsewhere
 *
 * @example
 * ```ts
 * const bytesOf = photoFiles('/data/imagenet');
 * bytesOf('train/n01440764/n01440764_10026.JPEG');
 * ```
 */
export function photoFiles(root: string): PhotoFiles {
  const inside = root.endsWith(sep) ? root : root + sep;
  // One buffer for all: a new one for each file makes the garbage collector the slowest part of reading.
  let buffer = Buffer.alloc(0);
  return (path) => {
    try {
      const file = realpathSync.native(inside + path);
      if (!file.startsWith(inside)) {
        throw new UnreadablePhotoError(`is a link that leads out of ${root}, to ${file}`);
      }
      const descriptor = openSync(file, 'r');
      try {
        const { size } = fstatSync(descriptor);
        if (size > buffer.length) buffer = Buffer.alloc(2 * size);
        return buffer.subarray(0, readAll(descriptor, buffer.subarray(0, size)));
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      throw error instanceof UnreadablePhotoError ? error : unreadable(error as NodeJS.ErrnoException);
    }
  };
}

function readAll(descriptor: number, buffer: Buffer): number {
  let end = 0;
  for (let count = -1; count !== 0 && end < buffer.length; end += count) {
    count = readSync(descriptor, buffer, end, buffer.length - end, null);
  }
  return end;
}

function unreadable({ code, message }: NodeJS.ErrnoException): UnreadablePhotoError {
  if (code === 'ENOENT' || code === 'ENOTDIR') return new UnreadablePhotoError('does not exist');
  return new UnreadablePhotoError(`cannot be read (${message})`);
}
