import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

/**
 * A folder with a sub-folder of PNG images for each class, which differ in their brightness.
 *
 * @param classes colours, and how many images each has
 * @returns the folder
 */
export async function imageFolder(folder: string, classes: Record<string, number>): Promise<string> {
  for (const [name, images] of Object.entries(classes)) {
    await mkdir(join(folder, name), { recursive: true });
    for (let i = 0; i < images; i++) {
      await sharp({ create: { width: 40, height: 50, channels: 3, background: name } })
        .modulate({ brightness: 1 - i / (2 * images) })
        .png()
        .toFile(join(folder, name, `${i}.png`));
    }
  }
  return folder;
}

/** A PNG image of a written one. Returns its path. */
export async function imageOfOne(path: string): Promise<string> {
  const stroke = '<path d="M15 15 L22 6 V34" stroke="black" stroke-width="5" fill="none"/>';
  const svg = `<svg width="40" height="40"><rect width="40" height="40" fill="white"/>${stroke}</svg>`;
  await sharp(Buffer.from(svg)).png().toFile(path);
  return path;
}
