import { open } from 'node:fs/promises';
import { fileErrorReason } from '../../files/atomic-file';
import { READ_WITHOUT_WAITING } from '../../files/reading/file-bytes';
import { HEAD_BYTES, isMeantAsPicture, noPictureReason, pictureFormat } from './picture-format';

/** A file that holds a picture by its first bytes. */
export interface PictureFile {
  /** In bytes. */
  size: number;
}

/** Why a file is no picture that can be read. */
export interface NoPicture {
  /** The reason, as the end of a sentence that begins with its path. */
  reason: string;
  /** Whether its user takes it for a picture, or nobody can tell as it cannot be looked into. */
  mayBePicture: boolean;
}

/**
 * Looks at the size and the first bytes of a file.
 *
 * @param file its path
 *
 * @example
 * ```ts
 * await inspectFile('/data/pets/cat/1.jpg'); // { size: 83211 }
 * ```
 */
export async function inspectFile(file: string): Promise<PictureFile | NoPicture> {
  try {
    const handle = await open(file, READ_WITHOUT_WAITING);
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) return { reason: 'is not a file', mayBePicture: isMeantAsPicture(file) };
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      const head = buffer.subarray(0, bytesRead);
      if (pictureFormat(head) === undefined) {
        return { reason: noPictureReason(head), mayBePicture: isMeantAsPicture(file, head) };
      }
      return { size: stats.size };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { reason: unreadableReason(error, file), mayBePicture: true };
  }
}

/** What stands in a name for bytes that are no UTF-8. A file cannot be opened by such a name. */
const REPLACEMENT = '\ufffd';

/** Whether a name is not UTF-8, so that nobody can tell what it is the name of. */
export function isBrokenName(path: string): boolean {
  return path.includes(REPLACEMENT);
}

/** Why a file or a folder cannot be read, as the end of a sentence that begins with its path. */
export function unreadableReason(error: unknown, path: string): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' && isBrokenName(path)) return 'has a name that is not UTF-8; rename it';
  return `cannot be read (${fileErrorReason(error)})`;
}
