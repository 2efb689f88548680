import { type FileHandle, open } from 'node:fs/promises';
import { FileError } from '../atomic-file';

/** The system reads no more at once. */
const MOST_AT_ONCE = 2 ** 30;

/** An open file, of which parts are read. A file of features may be larger than what Node reads as a whole. */
export interface FileBytes {
  /** Its length in bytes. */
  length: number;
  /** Reads the bytes from `start` to before `end`; both must lie in the file. */
  read(start: number, end: number): Promise<Buffer>;
}

/**
 * Opens a file for a function that reads parts of it, and closes it afterwards.
 *
 * @param file its path
 * @param use is given the open file
 * @returns what the function resolved to
 * @throws FileError where the file cannot be opened or read
 *
 * @example
 * ```ts
 * const magic = await withFileBytes('features.npy', (bytes) => bytes.read(0, 6));
 * ```
 */
export async function withFileBytes<T>(file: string, use: (bytes: FileBytes) => Promise<T>): Promise<T> {
  const failed = (error: unknown) => {
    throw new FileError(`Cannot read ${file}`, error);
  };
  const handle = await open(file, 'r').catch(failed);
  try {
    const stats = await handle.stat();
    if (!stats.isFile())
      failed(
        Object.assign(new Error(), {
          code: stats.isDirectory() ? 'EISDIR' : '',
          message: 'it is not a file',
        }),
      );
    return await use({
      length: stats.size,
      read: (start, end) => readRange(handle, start, end).catch(failed) as Promise<Buffer>,
    });
  } finally {
    await handle.close();
  }
}

async function readRange(handle: FileHandle, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(end - start);
  for (let at = 0; at < bytes.length; ) {
    const length = Math.min(MOST_AT_ONCE, bytes.length - at);
    const { bytesRead } = await handle.read(bytes, at, length, start + at);
    if (bytesRead === 0) throw new Error('it has become shorter meanwhile');
    at += bytesRead;
  }
  return bytes;
}
