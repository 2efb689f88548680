import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { MersenneTwister } from '../../../src/jobs/data/mersenne-twister';
import type { PhotoList } from '../../../src/jobs/photos/photo-list';

/** A picture with soft, colourful patches, to be encoded in some format. */
export function picture(width: number, height: number, seed = 0): Sharp {
  const random = new MersenneTwister(seed);
  const patches = Buffer.from(Array.from({ length: 8 * 8 * 3 }, () => random.interval(255)));
  const small = { raw: { width: 8, height: 8, channels: 3 as const } };
  return sharp(patches, small).resize(width, height, { fit: 'fill', kernel: 'cubic' });
}

/** Encoded pictures in a folder; their labels are 0, 1, 0, 1, …. */
export async function photoSet(root: string, files: Record<string, Buffer>): Promise<PhotoList> {
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), bytes);
  }
  return photoList(root, Object.keys(files));
}

/** A list of photographs that need not exist. */
export function photoList(root: string, paths: string[]): PhotoList {
  return {
    file: 'train.txt',
    root,
    paths,
    labels: Int32Array.from(paths, (_, i) => i % 2),
    place: (photo) => `line ${photo + 1}`,
    classes: 2,
    classNames: ['even', 'odd'],
  };
}
