import { realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { commitOfRoot } from './commit-of';

/**
 * The commit of the mbib that computes, where it runs from a checkout of its source. The folder that a user stands in, and the repository
 * whose `node_modules` holds an installed mbib, say nothing of mbib.
 *
 * @returns undefined where mbib is an installed package, whose version says which it is
 *
 * @example
 * ```ts
 * await ownCommit(); // '487b9c3…'
 * ```
 */
export async function ownCommit(): Promise<string | undefined> {
  // By the package's name: sources and built files lie at different depths.
  let root: string;
  try {
    root = dirname(createRequire(import.meta.url).resolve('mbib/package.json'));
  } catch {
    // In somebody's bundle there is no such package.
    return undefined;
  }
  return commitOfRoot(await realpath(root));
}
