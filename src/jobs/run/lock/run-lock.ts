import { randomBytes } from 'node:crypto';
import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { FileError, writeFileAtomically } from '../../files/atomic-file';
import { createFolder } from '../../files/create-folder';
import { readWhole } from '../../files/reading/read-whole';
import { isCount, isObject, isText, isWhole } from '../../log/log-fields';
import { FolderInUseError } from './folder-in-use-error';
import { type LockHolder, markOfThisProcess, stateOf } from './process-mark';

/** A folder that this process alone writes to, until it lets go of it. */
export interface RunLock {
  /**
   * Makes sure that the folder is still there, and still this process's.
   *
   * @throws FileError where it was moved or deleted
   */
  assertHeld(): Promise<void>;
  /** Lets go of the folder. What this process created of it and left empty is taken away. A second call does nothing. */
  release(): Promise<void>;
}

const LOCK = /^lock-[0-9a-f]{16}\.json(\.part)?$/;

/** How long the first by name of those that come at the same instant waits for the others to draw back. */
const WAIT_MILLISECONDS = 3000;
const PAUSE_MILLISECONDS = 20;

let ownIndex: number | null = null;

/**
 * Says for which run of an experiment this process works, to its end: the locks that it takes from now on tell it, also that of a run which
 * it trains first because its own goes on from it.
 */
export function workForIndex(index: number): void {
  ownIndex = index;
}

/** Whether a name in a folder is that of a lock. */
export function isLock(name: string): boolean {
  return LOCK.test(name);
}

/**
 * Takes a folder for this process, which creates it where it does not exist. Every process writes a file with a name of its own
 * first and then looks who else has one; it has the folder when it sees itself alone. Of two that come at the same instant the
 * one with the later name draws back. So no lock of a living process is ever taken away by another one, and that of a
 * process that was killed is, by the next. What has the name of a lock and is not a whole one is taken away after a minute.
 *
 * @throws FolderInUseError where another process has the folder, or one of another machine may still have it
 * @throws FileError where the folder cannot be created or written to
 *
 * @example
 * ```ts
 * const lock = await lockFolder('runs/a');
 * try {
 *   await writeFile('runs/a/notes.txt', 'mine');
 * } finally {
 *   await lock.release();
 * }
 * ```
 */
export async function lockFolder(path: string): Promise<RunLock> {
  const created = await missingFolders(path);
  await createFolder(path);
  const name = `lock-${randomBytes(8).toString('hex')}.json`;
  const file = join(path, name);
  const holder: LockHolder = {
    ...(await markOfThisProcess()),
    index: ownIndex,
    since: new Date().toISOString(),
  };
  try {
    await writeFileAtomically(file, `${JSON.stringify(holder, null, 2)}\n`);
    await untilAlone(path, name);
  } catch (error) {
    await rm(file, { force: true }).catch(() => {});
    await removeEmpty(created);
    throw error;
  }
  return { assertHeld: () => assertHeld(path, file), release: () => release(file, created) };
}

async function untilAlone(path: string, name: string): Promise<void> {
  const start = Date.now();
  for (;;) {
    const others = await holdersOf(path, name);
    if (others.length === 0) return;
    const isYoung = ({ since }: FolderInUseError) => start - Date.parse(since) < WAIT_MILLISECONDS;
    const mayDrawBack = others.every((other) => isYoung(other) && name < basename(other.file));
    if (!mayDrawBack || Date.now() - start > WAIT_MILLISECONDS) throw others[0]!;
    await setTimeout(PAUSE_MILLISECONDS);
  }
}

/**
 * Throws where a process has a folder that goes on, or may go on elsewhere; nothing is written.
 *
 * @throws FolderInUseError
 */
export async function assertNotInUse(path: string): Promise<void> {
  const [other] = await holdersOf(path);
  if (other) throw other;
}

/** Who has a folder, besides the lock `own`; without one nothing is taken away. */
async function holdersOf(path: string, own?: string): Promise<FolderInUseError[]> {
  const found: FolderInUseError[] = [];
  for (const name of await namesIn(path)) {
    if (!isLock(name) || name === own) continue;
    const file = join(path, name);
    const holder = await read(file);
    const state = holder === undefined ? 'ended' : await stateOf(holder);
    if (state !== 'ended') found.push(new FolderInUseError(path, file, holder!, state === 'alive'));
    else if (own !== undefined && (holder !== undefined || (await isOld(file))))
      await rm(file, { force: true });
  }
  return found;
}

/** Whether a file that is no lock was left by a process that was killed while it wrote it; that takes no minute. */
async function isOld(file: string): Promise<boolean> {
  const written = await stat(file).catch(() => undefined);
  return written !== undefined && Date.now() - written.mtimeMs > 60_000;
}

/**
 * Who wrote a lock. A file that is none holds nobody off: a lock gets its name when its content has reached the disk.
 *
 * @returns undefined where it is gone or no lock
 */
async function read(file: string): Promise<LockHolder | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readWhole(file);
  } catch (error) {
    if (error instanceof FileError && error.isMissing) return undefined;
    throw new FileError(`Cannot read who has the folder, in ${file}`, (error as FileError).cause);
  }
  let holder: unknown;
  try {
    holder = JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
  if (!isObject(holder)) return undefined;
  const { pid, host, started = null, boot = null, numbers = null, since } = holder;
  const index = isWhole(holder.index) ? holder.index : null;
  const areTexts = [started, boot, numbers].every((value) => value === null || isText(value));
  return isCount(pid) && isText(host) && isText(since) && !Number.isNaN(Date.parse(since)) && areTexts
    ? ({ pid, host, started, boot, numbers, index, since } as LockHolder)
    : undefined;
}

async function assertHeld(path: string, file: string): Promise<void> {
  try {
    await stat(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isGone = code === 'ENOENT' || code === 'ENOTDIR';
    const gone = new Error('its folder was moved or taken away', { cause: error });
    throw new FileError(`Cannot write the run in ${path}`, isGone ? gone : error);
  }
}

/** @param created the folders that were created for it, the innermost first */
async function release(file: string, created: readonly string[]): Promise<void> {
  try {
    await rm(file);
  } catch {
    // Where the lock is gone, the folder was moved or deleted: one of its name is another process's.
    return;
  }
  await removeEmpty(created);
}

async function removeEmpty(created: readonly string[]): Promise<void> {
  for (const folder of created) {
    try {
      await rmdir(folder);
    } catch {
      // Something is in it, as there should be.
      return;
    }
  }
}

/** The folders of a path that do not exist, the innermost first. */
async function missingFolders(path: string): Promise<string[]> {
  const missing: string[] = [];
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    try {
      await stat(folder);
      return missing;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || folder === dirname(folder)) return missing;
      missing.push(folder);
    }
  }
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new FileError(`Cannot read the folder ${path}`, error);
  }
}
