import { type FileBytes, withFileBytes } from './file-bytes';
import { type NpyBytes, readNpy } from './read-npy';
import { readSafetensors } from './read-safetensors';
import { readZip } from './read-zip';
import type { StoredArray } from './stored-array';

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

/** A member of an archive that is larger is read twice rather than kept. */
const MOST_KEPT_BYTES = 2 ** 26;

/** The arrays of an npz archive are npy files in it. */
async function readNpz(file: FileBytes): Promise<StoredArray[]> {
  const members = (await readZip(file)).filter(({ name }) => name.endsWith('.npy'));
  const arrays: StoredArray[] = [];
  for (const { name, content } of members) {
    let held: Uint8Array | undefined = await content();
    const source: NpyBytes = {
      length: held.length,
      read: async (start, end) => (held ?? (await content())).subarray(start, end),
    };
    const array = await readNpy(name.slice(0, -'.npy'.length), source).catch((error) => {
      throw new Error(`${name} in it: ${(error as Error).message}`);
    });
    arrays.push(array);
    if (source.length > MOST_KEPT_BYTES) held = undefined;
  }
  return arrays;
}
