import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { MersenneTwister } from '../../../src/jobs/data/mersenne-twister';
import { temporaryFolder } from './temporary-folder';

const perClass = [6, 3, 2];

/**
 * A folder of random photographs, 11 to train on and 6 to test on, in the formats of ImageNet-LT and of iNaturalist 2018.
 */
export async function photoFolder(): Promise<string> {
  const folder = await temporaryFolder();
  const random = new MersenneTwister(0);
  const write = async (split: string, counts: number[]) => {
    const lines: string[] = [];
    for (const [label, count] of counts.entries()) {
      await mkdir(join(folder, split, `n${label}`), { recursive: true });
      for (let i = 0; i < count; i++) {
        const path = `${split}/n${label}/${i}.jpg`;
        await writeFile(join(folder, path), await photograph(random));
        lines.push(`${path} ${label}`);
      }
    }
    return lines;
  };
  const train = await write('train', perClass);
  const test = await write('val', [2, 2, 2]);
  for (const [name, lines] of Object.entries({ train, val: test, test })) {
    await writeFile(join(folder, `ImageNet_LT_${name}.txt`), `${lines.join('\n')}\n`);
    await writeFile(join(folder, `${name}2018.json`), JSON.stringify(annotations(lines)));
  }
  return folder;
}

function photograph(random: MersenneTwister): Promise<Buffer> {
  const [width, height] = [40 + random.interval(20), 40 + random.interval(20)];
  const data = Uint8Array.from({ length: width * height * 3 }, () => random.interval(255));
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg()
    .toBuffer();
}

function annotations(lines: string[]) {
  const rows = lines.map((line) => line.split(' ') as [string, string]);
  return {
    images: rows.map(([file_name], i) => ({ id: 100 + i, file_name })),
    annotations: rows.map(([, label], i) => ({ id: i, image_id: 100 + i, category_id: Number(label) })),
    categories: perClass.map((_, id) => ({ id, name: `species ${id}` })),
  };
}
