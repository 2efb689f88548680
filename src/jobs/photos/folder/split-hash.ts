import { createHash } from 'node:crypto';
import { type Split, splits } from '../../data/split/stratified-split';
import type { PhotoList } from '../photo-list';

/**
 * The hash of which pictures of a folder are in which split, by their paths: another one where a picture has come, gone, or got another
 * name. For a recipe's `split`, by which `mbib evaluate` knows that it measures on pictures that the run was not trained on.
 *
 * @param lists the pictures of each split, as `loadImageFolder` reads them
 * @returns 64 hexadecimal digits
 *
 * @example
 * ```ts
 * import { loadImageFolder, splitHash } from 'mbib/jobs';
 *
 * declare const folder: string; // with a folder of pictures for each class
 * console.log(splitHash(await loadImageFolder(folder)));
 * ```
 */
export function splitHash(lists: Readonly<Record<Split, Pick<PhotoList, 'paths'>>>): string {
  const hash = createHash('sha256');
  for (const split of splits) {
    for (const path of lists[split].paths) hash.update(`${split} ${JSON.stringify(path)}\n`);
  }
  return hash.digest('hex');
}
