import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { FileError } from '../atomic-file';

/** The system reads no more at once. */
const MOST_AT_ONCE = 2 ** 30;

/** More than any memory holds as one block. */
const MOST_BYTES = 2 ** 40;

/** How files are opened that others name: to open a pipe or a device would otherwise wait until somebody writes to it. */
export const READ_WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** An open file, of which parts are read. It may be larger than what Node reads as a whole. */
export interface FileBytes {
  /** Its length in bytes. */
  length: number;
  /** Reads the bytes from `start` to before `end`; both must lie in the file. */
  read(start: number, end: number): Promise<Buffer>;
}

/**
 * Opens a file for a function that reads parts of it, and closes it afterwards. Only a file that has a length is opened: no folder,
 * pipe or device, nor a file of the system (`/proc/…`), which may have no end.
 *
 * @param file its path
 * @param use is given the open file
 * @returns what the function resolved to
 * @throws FileError where the file cannot be opened or read, or is none
 *
 * @example
 * ```ts
 * const magic = await withFileBytes('features.npy', (bytes) => bytes.read(0, 6));
 * ```
 */
export async function withFileBytes<T>(file: string, use: (bytes: FileBytes) => Promise<T>): Promise<T> {
  const failed = (error: unknown): never => {
    throw new FileError(`Cannot read ${file}`, error);
  };
  const handle = await open(file, READ_WITHOUT_WAITING).catch(failed);
  try {
    const length = await lengthOf(handle).catch(failed);
    return await use({ length, read: (start, end) => readRange(handle, start, end).catch(failed) });
  } finally {
    await handle.close();
  }
}

async function lengthOf(handle: FileHandle): Promise<number> {
  const stats = await handle.stat();
  if (stats.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
  if (!stats.isFile()) throw new Error('it is a pipe or a device, not a file');
  if (stats.size === 0 && (await handle.read(Buffer.alloc(1), 0, 1, 0)).bytesRead > 0) {
    throw new Error('it is a file of the system, which has no length');
  }
  return stats.size;
}

async function readRange(handle: FileHandle, start: number, end: number): Promise<Buffer> {
  const bytes = roomFor(end - start);
  for (let at = 0; at < bytes.length; ) {
    const length = Math.min(MOST_AT_ONCE, bytes.length - at);
    const { bytesRead } = await handle.read(bytes, at, length, start + at);
    if (bytesRead === 0) throw new Error('it has become shorter meanwhile');
    at += bytesRead;
  }
  return bytes;
}

function roomFor(bytes: number): Buffer {
  try {
    if (bytes <= MOST_BYTES) return Buffer.allocUnsafeSlow(bytes);
  } catch {
    // Node says of such a size that it is out of range, which says nothing to who gave the file.
  }
  throw new Error(`${(bytes / 2 ** 30).toFixed(1)} GiB of it do not fit into memory`);
}
