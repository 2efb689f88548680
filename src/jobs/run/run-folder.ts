import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FileError } from '../files/atomic-file';
import { FolderTakenError, NoRunError } from './run-errors';

/** Where a run keeps what it writes. */
export interface RunFolder {
  path: string;
  log: string;
  checkpoint: string;
  classifier: string;
  metrics: string;
  report: string;
}

/** The paths of a run in `path`; nothing is read or written. */
export function runFolder(path: string): RunFolder {
  return {
    path,
    log: join(path, 'log.jsonl'),
    checkpoint: join(path, 'checkpoint', 'last.safetensors'),
    classifier: join(path, 'classifier'),
    metrics: join(path, 'metrics.json'),
    report: join(path, 'report.html'),
  };
}

/**
 * Makes sure that a new run overwrites nothing: its folder may exist only if it is empty.
 *
 * @throws FolderTakenError where something is there already
 */
export async function assertFolderFree(path: string): Promise<void> {
  const entries = await entriesOf(path);
  if (entries === undefined || entries.length === 0) return;
  throw new FolderTakenError(path, entries.includes('log.jsonl'));
}

/**
 * Makes sure that there is a run to resume.
 *
 * @throws NoRunError where the folder does not exist or holds something else
 */
export async function assertFolderHoldsRun(path: string): Promise<void> {
  const entries = await entriesOf(path);
  if (entries === undefined) throw new NoRunError(path, false);
  // A process killed while it started may leave an empty folder, which is as good as a run at its beginning.
  if (entries.length > 0 && !entries.includes('log.jsonl')) throw new NoRunError(path, true);
}

async function entriesOf(path: string): Promise<string[] | undefined> {
  try {
    return await readdir(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new FileError(`Cannot read the folder ${path}`, error);
  }
}
