import { mkdir } from 'node:fs/promises';
import { FileError } from './atomic-file';

/** Creates a folder, and those that it lies in. */
export async function createFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw new FileError(`Cannot create the folder ${path}`, error);
  }
}
