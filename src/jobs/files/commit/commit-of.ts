import { execFile } from 'node:child_process';

const PATIENCE_MILLISECONDS = 5000;

/**
 * The commit that a folder's checkout is at, with '-dirty' behind it where tracked files differ from it.
 *
 * @returns undefined where the folder lies in no checkout, or git is not installed
 *
 * @example
 * ```ts
 * await commitOf(process.cwd()); // '487b9c3…'
 * ```
 */
export async function commitOf(folder: string): Promise<string | undefined> {
  const [commit, changes] = await Promise.all([
    git(folder, ['rev-parse', 'HEAD']),
    git(folder, ['status', '-s', '-uno']),
  ]);
  return commit && (changes ? `${commit}-dirty` : commit);
}

/**
 * The same for a folder that is the root of its checkout.
 *
 * @returns undefined where it lies inside another repository, or in none
 */
export async function commitOfRoot(folder: string): Promise<string | undefined> {
  // Empty at the root itself, however the path to it is written.
  const prefix = await git(folder, ['rev-parse', '--show-prefix']);
  return prefix === '' ? commitOf(folder) : undefined;
}

function git(folder: string, words: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile('git', words, { cwd: folder, timeout: PATIENCE_MILLISECONDS }, (error, output) =>
      resolve(error ? undefined : output.trim()),
    );
  });
}
