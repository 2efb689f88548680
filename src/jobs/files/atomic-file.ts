import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

const reasons: Record<string, string> = {
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  ENOENT: 'it or its folder does not exist',
  ENOTDIR: 'it or a part of its path is not a folder',
  EISDIR: 'it is a folder',
  EEXIST: 'a file of that name is there',
  EMFILE: 'this process has too many files open',
  ENFILE: 'too many files are open on this machine',
  EBUSY: 'it is in use',
  EIO: 'the disk reports an error',
  ELOOP: 'links lead in a circle',
  ENAMETOOLONG: 'the path is too long',
};

/** A file or folder that cannot be read, written or created. */
export class FileError extends Error {
  override readonly name = 'FileError';

  /**
   * @param what was tried: 'Cannot write runs/a/metrics.json'
   * @param cause what the file system answered
   */
  constructor(what: string, cause: unknown) {
    super(`${what}: ${fileErrorReason(cause)}.`, { cause });
  }

  /** Whether the reason is that there is no such file. */
  get isMissing(): boolean {
    return (this.cause as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

/** A file system error in words: 'no space is left on the disk'. */
export function fileErrorReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code && reasons[code]) ?? message ?? String(error);
}

/** Options of {@link writeFileAtomically}. */
export interface AtomicFileOptions {
  /**
   * Whether several processes may write the file at the same time. The temporary file of each has a name of its own then, which
   * stays where the process is killed.
   */
  shared?: boolean;
  /** Done when the content has reached the disk, just before it takes the file's name. */
  beforeRename?: () => Promise<void>;
}

/**
 * Writes a file so that a crash or a full disk at any instant leaves either the old content or the new, never a mix:
 * everything goes to a temporary name in the same folder, reaches the disk, and only then takes the final name. What is no file, such
 * as a device or a named pipe, is not replaced.
 *
 * @throws FileError naming the file and the reason; the file that was there before is untouched
 *
 * @example
 * ```ts
 * await writeFileAtomically('runs/a/metrics.json', JSON.stringify(metrics));
 * ```
 */
export async function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
  { shared = false, beforeRename }: AtomicFileOptions = {},
): Promise<void> {
  const unfinished = `${path}${shared ? `.${randomBytes(4).toString('hex')}` : ''}.part`;
  await assertReplaceable(path);
  try {
    const file = await open(unfinished, 'w');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await beforeRename?.();
    await rename(unfinished, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {});
    throw new FileError(`Cannot write ${path}`, error);
  }
}

async function assertReplaceable(path: string): Promise<void> {
  // Where nothing can be learnt of it, writing says why.
  const there = await stat(path).catch(() => undefined);
  if (!there || there.isFile()) return;
  const reason = there.isDirectory() ? 'it is a folder' : 'it is a pipe or a device, not a file';
  throw new FileError(`Cannot write ${path}`, new Error(reason));
}

/** A rename survives a power cut only once its folder is on the disk; Windows can open no folder, nor needs to. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
