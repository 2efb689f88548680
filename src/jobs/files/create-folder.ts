import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { FileError } from './atomic-file';

/**
 * Creates a folder, and those that it lies in.
 *
 * @throws FileError naming the folder and the reason
 */
export async function createFolder(path: string): Promise<void> {
  try {
    await create(resolve(path));
  } catch (error) {
    throw new FileError(`Cannot create the folder ${path}`, error);
  }
}

/**
 * Node's own `mkdir` with `recursive` calls a read-only disk a folder that does not exist, and never ends where a folder exists
 * in which none can be created, such as /proc.
 */
async function create(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (await isFolder(path)) return;
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const parent = dirname(path);
    if (await isFolder(parent)) throw new Error(`no folder can be created in ${parent}`, { cause: error });
    if (parent === path) throw error;
    await create(parent);
    await mkdir(path).catch(async (again) => {
      // Another process may have been faster.
      if (!(await isFolder(path))) throw again;
    });
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
