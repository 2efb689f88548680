import { realpathSync } from 'node:fs';
import { DataError } from '../../data/data-error';
import { fileErrorReason } from '../../files/atomic-file';
import type { PhotoList } from '../photo-list';
import type { PhotoFolder } from './photo-reader';

/**
 * Where the photographs of a list are, for threads that read them.
 *
 * @param list the photographs
 * @returns the folder with symbolic links resolved, and how its files are read
 * @throws DataError where the folder does not exist or cannot be read
 *
 * @example
 * ```ts
 * resolvedFolder(train); // { root: '/mnt/imagenet', … }
 * ```
 */
export function resolvedFolder({ root, file, asShown, linksOut }: PhotoList): PhotoFolder {
  try {
    return { root: realpathSync.native(root), asShown, linksOut };
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = isMissing ? 'does not exist' : `cannot be read: ${fileErrorReason(error)}`;
    throw new DataError(root, `${root}, the folder of the photographs of ${file}, ${reason}.`, {
      cause: error,
    });
  }
}
