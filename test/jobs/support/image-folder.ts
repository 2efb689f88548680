import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { temporaryFolder } from './temporary-folder';

/** Bytes that begin as a PNG does. The same name gives the same bytes. They cannot be decoded. */
export function pngNamed(name: string): Buffer {
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.from(name)]);
}

/** A folder with files, that goes when the test ends. A file that is given as `true` begins as a PNG and is like no other. */
export async function imageFolder(files: Record<string, Buffer | string | true>): Promise<string> {
  const root = await temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content === true ? pngNamed(path) : content);
  }
  return root;
}

/** Pictures of classes: `{ cat: 3 }` is cat/0.png, cat/1.png, cat/2.png. */
export function pictures(counts: Record<string, number>): Record<string, true> {
  const paths = Object.entries(counts).flatMap(([name, count]) =>
    Array.from({ length: count }, (_, i) => `${name}/${i}.png`),
  );
  return Object.fromEntries(paths.map((path) => [path, true]));
}
