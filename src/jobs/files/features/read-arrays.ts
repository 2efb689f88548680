import { shownName } from '../../data/text/quoted';
import { type FileBytes, withFileBytes } from '../reading/file-bytes';
import { NPY_HEAD_BYTES, readNpy } from './read-npy';
import { readSafetensors } from './read-safetensors';
import { readZip } from './read-zip';
import { type StoredArray, sizeOf } from './stored-array';

/**
 * Opens a file of arrays, npy, npz or safetensors by its content, for a function that reads them.
 *
 * @param file its path
 * @param use is given the arrays, in the order of the file
 * @returns what the function resolved to
 * @throws FileError where it cannot be read; Error where it is damaged or none of them: a clause without a full stop
 *
 * @example
 * ```ts
 * const names = await withArrays('features.npz', async (arrays) => arrays.map(({ name }) => name));
 * ```
 */
export async function withArrays<T>(file: string, use: (arrays: StoredArray[]) => Promise<T>): Promise<T> {
  return withFileBytes(file, async (bytes) => use(await arraysOf(bytes)));
}

async function arraysOf(file: FileBytes): Promise<StoredArray[]> {
  if (file.length === 0) throw new Error('it is empty');
  const magic = (await file.read(0, Math.min(6, file.length))).toString('latin1');
  if (magic === '\x93NUMPY') return [await readNpy('', file)];
  if (magic.startsWith('PK')) return readNpz(file);
  return readSafetensors(file);
}

/** The arrays of an npz archive are npy files in it. */
async function readNpz(file: FileBytes): Promise<StoredArray[]> {
  const members = (await readZip(file)).filter(({ name }) => name.endsWith('.npy'));
  const arrays: StoredArray[] = [];
  for (const member of members) {
    const { name, length } = member;
    const array = await readNpy(name.slice(0, -'.npy'.length), {
      length,
      // The header alone says what the array is, and whether it is read at all.
      read: async (start, end) =>
        (await (end <= NPY_HEAD_BYTES ? member.head(end) : member.content())).subarray(start, end),
    }).catch((error) => {
      throw new Error(`${shownName(name)} in it: ${(error as Error).message}`);
    });
    arrays.push({ ...array, bytes: async () => lastBytes(await member.content(), array) });
  }
  return arrays;
}

/** The numbers of an npy file, which are the last that is in it. */
function lastBytes(content: Uint8Array, { shape, type }: StoredArray): Uint8Array {
  return content.subarray(content.length - sizeOf(shape) * (type?.bytes ?? 0));
}
