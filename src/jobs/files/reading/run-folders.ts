import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { FileError } from '../atomic-file';

/** A folder with a log. */
export interface FoundRun {
  path: string;
  /** What the run is called: its folder, with the one above it where two have the same name. */
  name: string;
  /** Whether it was found in a folder that was named, and not named itself. */
  isInside: boolean;
}

/**
 * The folders of runs among some paths: each that has a `log.jsonl`, and of a folder without one those folders in it that have one, in
 * the order of their names. A run that several paths lead to, by whatever links and spellings, is there once: twice, it would count as
 * two seeds.
 *
 * @throws FileError naming a path that is none of a run and has none in it
 */
export async function runFolders(paths: readonly string[]): Promise<FoundRun[]> {
  const found = (await Promise.all(paths.map(foldersAt))).flat();
  // Of a log that cannot be found, reading says what is wrong.
  const keys = await Promise.all(
    found.map(({ path }) => realpath(join(path, 'log.jsonl')).catch(() => resolve(path))),
  );
  const distinct = found.filter((_, i) => keys.indexOf(keys[i]!) === i);
  const names = distinct.map(({ path }) => basename(resolve(path)));
  return distinct.map((run, i) => {
    const own = names[i]!;
    const isShared = names.indexOf(own) !== names.lastIndexOf(own);
    return { ...run, name: isShared ? `${basename(dirname(resolve(run.path)))}/${own}` : own };
  });
}

async function foldersAt(path: string): Promise<Omit<FoundRun, 'name'>[]> {
  const names = await namesIn(path);
  // What is no folder, or has a log, is read as a run; reading says what is wrong with it.
  if (names === undefined || names.includes('log.jsonl')) return [{ path, isInside: false }];
  const inside = await Promise.all(
    names.sort(byNumber).map(async (name) => {
      const folder = join(path, name);
      return (await namesIn(folder))?.includes('log.jsonl') ? folder : undefined;
    }),
  );
  const runs = inside.filter((folder) => folder !== undefined);
  if (runs.length === 0)
    throw new FileError(`Cannot report on ${path}`, new Error('no log.jsonl is in it or in a folder in it'));
  return runs.map((folder) => ({ path: folder, isInside: true }));
}

const { compare: byNumber } = new Intl.Collator('en', { numeric: true });

/** Undefined where it is no folder that can be read. */
async function namesIn(path: string): Promise<string[] | undefined> {
  return readdir(path).catch(() => undefined);
}
