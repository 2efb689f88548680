import { createHash, randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomically } from '../../files/atomic-file';
import { createFolder } from '../../files/create-folder';
import { readWhole } from '../../files/reading/read-whole';
import { decodeTensorFile, encodeTensorFile } from '../../files/tensor-file';

/** The folder of cached features where none is asked for: `$XDG_CACHE_HOME/mbib/features`, or `~/.cache/mbib/features`. */
export function defaultCacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'mbib', 'features');
}

const ENDING = '.safetensors';

/**
 * Features on the disk, by the hashes of the files that they were computed of. They lie in packs, whose names are the hashes of
 * their contents: one that is damaged is not read, and its features are computed again. Packs are written whole or not at all, so
 * any number of runs may share a folder.
 */
export class FeatureCache {
  /** Whether writing has failed; then it is not tried again. */
  failed = false;

  /**
   * @param folder of one backbone and one view
   * @param width number of features of a file
   * @param onFailure hears once why the cache cannot be written
   */
  constructor(
    readonly folder: string,
    private readonly width: number,
    private readonly onFailure: (error: Error) => void,
  ) {}

  /**
   * Reads the features that there are.
   *
   * @param wanted hashes of files
   * @returns by the hashes; those that are not there are left out
   */
  async read(wanted: ReadonlySet<string>): Promise<Map<string, Float32Array>> {
    const found = new Map<string, Float32Array>();
    for (const name of await packsIn(this.folder)) {
      for (const { name: hash, data } of await packAt(join(this.folder, name), name)) {
        const fits = data instanceof Float32Array && data.length === this.width;
        if (fits && wanted.has(hash)) found.set(hash, data);
      }
    }
    return found;
  }

  /** Writes a pack. Where that fails, whoever listens hears it once, and the run goes on without. */
  async write(features: ReadonlyMap<string, Float32Array>): Promise<void> {
    if (this.failed || features.size === 0) return;
    const tensors = [...features].map(([name, data]) => ({ name, shape: [data.length], data }));
    // Two runs that compute the same at the same time write two files.
    const bytes = encodeTensorFile({ metadata: { writer: randomUUID() }, tensors });
    try {
      await createFolder(this.folder);
      await writeFileAtomically(join(this.folder, hashOf(bytes) + ENDING), bytes);
    } catch (error) {
      this.failed = true;
      this.onFailure(error as Error);
    }
  }
}

async function packsIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(ENDING));
  } catch {
    return [];
  }
}

/** The features of a pack; none where it is damaged or cannot be read. */
async function packAt(path: string, name: string) {
  try {
    const bytes = await readWhole(path);
    return hashOf(bytes) + ENDING === name ? decodeTensorFile(bytes).tensors : [];
  } catch {
    return [];
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}
