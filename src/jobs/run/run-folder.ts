import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FileError } from '../files/atomic-file';
import { outputsName } from '../files/reading/read-outputs';
import { assertNotInUse, isLock, lockFolder, type RunLock } from './lock/run-lock';
import { FolderTakenError, NoRunError } from './run-errors';

/** Where a run keeps what it writes. */
export interface RunFolder {
  path: string;
  log: string;
  checkpoint: string;
  /** The checkpoint before the last one. */
  previous: string;
  classifier: string;
  metrics: string;
  /** The most confident mistakes, with their pictures. */
  mistakes: string;
  /** What the run made of the test images. */
  outputs: string;
  report: string;
}

/** The paths of a run in `path`; nothing is read or written. */
export function runFolder(path: string): RunFolder {
  return {
    path,
    log: join(path, 'log.jsonl'),
    checkpoint: join(path, 'checkpoint', 'last.safetensors'),
    previous: join(path, 'checkpoint', 'previous.safetensors'),
    classifier: join(path, 'classifier'),
    metrics: join(path, 'metrics.json'),
    mistakes: join(path, 'mistakes.json'),
    outputs: join(path, outputsName),
    report: join(path, 'report.html'),
  };
}

/**
 * Takes the folder of a run for this process: an empty one or none for a new run, one that holds a run to resume it.
 *
 * @throws FolderInUseError where another process has it
 * @throws FolderTakenError where a new run would overwrite something, NoRunError where there is no run to resume
 * @throws FileError where the folder cannot be read, created or written to
 */
export async function takeRunFolder(path: string, resume: boolean): Promise<RunLock> {
  const assertServes = resume ? assertFolderHoldsRun : assertFolderFree;
  try {
    await assertServes(path);
  } catch (error) {
    // That somebody is at it says more than that something is there.
    await assertNotInUse(path);
    throw error;
  }
  const lock = await lockFolder(path);
  try {
    // Another process may have come and gone in between.
    await assertServes(path);
    await removeLeftovers(path);
    return lock;
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** A process that was killed may have left an unfinished report under a name of its own. */
async function removeLeftovers(path: string): Promise<void> {
  const left =
    (await entriesOf(path))?.filter((name) => /^report\.html\.[0-9a-f]{8}\.part$/.test(name)) ?? [];
  for (const name of left) await rm(join(path, name), { force: true }).catch(() => {});
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
  if (entries.length > 0 && !entries.includes('log.jsonl')) {
    throw new NoRunError(path, true, entries.includes('checkpoint'));
  }
}

/** What is in a folder, besides locks; undefined where it does not exist. */
async function entriesOf(path: string): Promise<string[] | undefined> {
  try {
    return (await readdir(path)).filter((name) => !isLock(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new FileError(`Cannot read the folder ${path}`, error);
  }
}
