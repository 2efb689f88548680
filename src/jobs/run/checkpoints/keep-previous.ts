import { copyFile, link, rename, rm } from 'node:fs/promises';

/**
 * Gives a checkpoint a second name, under which it stays when the next one takes its place. Where there is none nothing happens.
 * At any instant the last checkpoint has its own name, too.
 */
export async function keepPrevious(last: string, previous: string): Promise<void> {
  const unfinished = `${previous}.part`;
  await rm(unfinished, { force: true });
  try {
    await link(last, unfinished);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    // A file system without hard links.
    await copyFile(last, unfinished);
  }
  await rename(unfinished, previous);
  // Where both are names of one file, as after a process that was killed between two steps of this, renaming does nothing.
  await rm(unfinished, { force: true });
}
