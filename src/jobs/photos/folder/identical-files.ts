import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { inParallel } from './in-parallel';

/** The end of a file in bytes. Unlike the beginning, it is another one for almost every two pictures. */
const END_BYTES = 4096;

/**
 * Finds files with the same content. Only files of one size can be the same; of those the ends are compared, and of those with the
 * same end the whole files, by SHA-256. So hardly more is read of a folder without copies than the ends.
 *
 * @param files paths, `[files]`; several may lead to one file
 * @param sizes of the files in bytes, `[files]`
 * @returns for each file the place of the first one with the same content, `[files]`; its own for a file without copies before it
 * and for one that cannot be read
 *
 * @example
 * ```ts
 * await identicalFiles(['a.png', 'b.png', 'copy-of-a.png'], [3112, 3112, 3112]); // Int32Array [0, 1, 0]
 * ```
 */
export async function identicalFiles(
  files: readonly string[],
  sizes: ArrayLike<number>,
): Promise<Int32Array> {
  const first = Int32Array.from(files, (_, i) => i);
  const settle = (groups: readonly number[][]) => {
    for (const group of groups) for (const i of group) first[i] = group[0]!;
  };
  const unread = (i: number) => () => `file ${i}`;
  const ofOneSize = await alike([...files.keys()], async (i) => sizes[i]!);
  const ofOneEnd = await alike(ofOneSize.flat(), (i) => endOf(files[i]!, sizes[i]!).catch(unread(i)));
  const isRead = ([i]: readonly number[]) => sizes[i!]! <= END_BYTES;
  settle(ofOneEnd.filter(isRead));
  const longer = ofOneEnd.filter((group) => !isRead(group)).flat();
  settle(await alike(longer, (i) => hashOf(files[i]!).catch(unread(i))));
  return first;
}

/** Groups of at least two items that have the same key, each in the order of the items. */
async function alike(
  items: readonly number[],
  keyOf: (item: number) => Promise<string | number>,
): Promise<number[][]> {
  const keys = await inParallel(items, keyOf);
  const groups = new Map<string | number, number[]>();
  items.forEach((item, i) => {
    const group = groups.get(keys[i]!);
    if (group) group.push(item);
    else groups.set(keys[i]!, [item]);
  });
  return [...groups.values()].filter(({ length }) => length > 1);
}

async function endOf(file: string, size: number): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const length = Math.min(size, END_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return `${size} ${createHash('sha256').update(buffer.subarray(0, bytesRead)).digest('hex')}`;
  } finally {
    await handle.close();
  }
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(file)) hash.update(part as Buffer);
  return hash.digest('hex');
}
