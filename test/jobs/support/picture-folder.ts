import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { MersenneTwister } from '../../../src/jobs/data/mersenne-twister';
import { temporaryFolder } from './temporary-folder';

/**
 * A folder of random pictures of one size that can be decoded, each class of a colour of its own: `{ cat: 3 }` is cat/0.png, cat/1.png,
 * cat/2.png.
 */
export async function pictureFolder(counts: Record<string, number>, side = 40): Promise<string> {
  const root = await temporaryFolder();
  const random = new MersenneTwister(0);
  for (const [label, [name, count]] of Object.entries(counts).entries()) {
    for (let i = 0; i < count; i++) {
      const path = join(root, name, `${i}.png`);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, await picture(random, label, side));
    }
  }
  return root;
}

function picture(random: MersenneTwister, label: number, side: number): Promise<Buffer> {
  const colour = [0, 1, 2].map((channel) => ((label + 1) * (channel + 2) * 53) % 200);
  const data = Uint8Array.from({ length: side * side * 3 }, (_, i) => colour[i % 3]! + random.interval(55));
  return sharp(data, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
}
