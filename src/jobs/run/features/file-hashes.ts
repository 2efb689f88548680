import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { inParallel } from '../../photos/folder/in-parallel';
import type { PhotoList } from '../../photos/photo-list';

/**
 * The SHA-256 of each file of a list, by which its features are found again wherever it lies.
 *
 * @returns for a file that cannot be read, its path: it is told when it is decoded
 *
 * @example
 * ```ts
 * const hashes = await fileHashes(train);
 * ```
 */
export function fileHashes({ root, paths }: PhotoList): Promise<string[]> {
  return inParallel(paths, async (path) => {
    const hash = createHash('sha256');
    try {
      for await (const part of createReadStream(join(root, path))) hash.update(part as Buffer);
      return hash.digest('hex');
    } catch {
      return `unread ${path}`;
    }
  });
}
